import { Button } from '@mantine/core'
import { useAction } from '../actions/use-action.ts'
import { useSaveFile } from '../actions/use-save-file.tsx'
import { useEngine } from '../connection/hooks.ts'
import { ImportForm } from './ImportForm.tsx'
import classes from './settings.module.css'
import { useConfigSource } from './use-config-source.ts'

/** The configuration as a file: taken out, brought in. */
export function ImportExportSection() {
  const engine = useEngine()
  const { readOnly } = useConfigSource()
  const { busy, run } = useAction()
  const saveFile = useSaveFile()
  const exportAs = (format: 'yaml' | 'json') =>
    void run('Exporting', async () => {
      const { text, fileName } = await engine.call('exportConfig', { format })
      await saveFile(fileName, text)
    })
  return (
    <div className={classes.stack}>
      <div>
        <h3 className={classes.subtitle}>Export</h3>
        <p className={classes.dimmed}>Monitors, backends, thresholds and settings, without secrets.</p>
        <div className={classes.buttons}>
          <Button disabled={busy} onClick={() => exportAs('yaml')}>
            Export as YAML
          </Button>
          <Button disabled={busy} onClick={() => exportAs('json')}>
            Export as JSON
          </Button>
        </div>
      </div>
      {!readOnly && <ImportForm />}
    </div>
  )
}
