import { Button } from '@mantine/core'
import { say, useAction } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'

/** What can be done with a file that was written: shown in its folder, downloaded, its path copied. */
export function ReportFile({ path, address }: { readonly path: string; readonly address: string }) {
  const engine = useEngine()
  const { run } = useAction()
  const showsFolders = useLive(state => state.info?.shell.showsFolders ?? false)
  const isInBrowser = useLive(state => state.info?.shell.kind === 'light')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(path)
      say('The path is copied')
    } catch {
      say(`The path could not be copied: ${path}`)
    }
  }
  return (
    <>
      {showsFolders && (
        <Button
          size="compact-xs"
          onClick={() => void run('Showing the file', () => engine.call('showInFolder', { path }))}
        >
          Show in folder
        </Button>
      )}
      {isInBrowser && (
        <Button size="compact-xs" component="a" href={address} download>
          Download
        </Button>
      )}
      <Button size="compact-xs" onClick={() => void copy()}>
        Copy path
      </Button>
    </>
  )
}
