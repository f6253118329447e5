import { Button, Group, Modal, Text } from '@mantine/core'

/** Asked when a form with unsaved changes is closed. */
export function CloseQuestion({
  onStay,
  onKeep,
  onDiscard,
}: {
  readonly onStay: () => void
  readonly onKeep: () => void
  readonly onDiscard: () => void
}) {
  return (
    <Modal
      opened
      onClose={onStay}
      title="Close without saving?"
      closeButtonProps={{ 'aria-label': 'Go on editing' }}
      styles={{ title: { fontWeight: 600 } }}
      zIndex={400}
    >
      <Text>What you typed can wait here as a draft, without secrets, until you open this form again.</Text>
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onDiscard}>Discard</Button>
        <Button onClick={onKeep}>Keep as draft</Button>
        <Button variant="filled" data-autofocus onClick={onStay}>
          Go on editing
        </Button>
      </Group>
    </Modal>
  )
}
