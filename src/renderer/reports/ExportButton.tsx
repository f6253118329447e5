import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useLive } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'

/** Opens the dialog that writes a report. */
export function ExportButton() {
  const { openExport } = useDialogs()
  const reachable = useLive(state => state.connection === 'live')
  return (
    <Button
      leftSection={<IconDownload size={16} aria-hidden />}
      disabled={!reachable}
      title="Export a report (E)"
      onClick={() => openExport()}
    >
      Export
    </Button>
  )
}
