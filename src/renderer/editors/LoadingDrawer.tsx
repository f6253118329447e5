import { Drawer, Loader, Text } from '@mantine/core'

/** What stands there until an editor has what it needs; says why, where it cannot be had. */
export function LoadingDrawer({
  refusal,
  onClose,
}: {
  readonly refusal: string
  readonly onClose: () => void
}) {
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={600}
      title="One moment"
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
    >
      {refusal === '' ? <Loader role="status" aria-label="Loading" /> : <Text role="alert">{refusal}</Text>}
    </Drawer>
  )
}
