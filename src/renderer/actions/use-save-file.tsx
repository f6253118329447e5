import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEngine, useLive } from '../connection/hooks.ts'
import { saveInBrowser } from './save-in-browser.ts'
import { sayRefused } from './use-action.ts'

/** Saves a text as a file: where the person says, and then shows where; or as the browser does it. */
export function useSaveFile(): (fileName: string, text: string) => Promise<void> {
  const engine = useEngine()
  const asks = useLive(state => state.info?.shell.savesFiles ?? false)
  return async (fileName, text) => {
    if (!asks) {
      saveInBrowser(fileName, text)
      return
    }
    const { path } = await engine.call('saveFile', { fileName, text })
    if (path === null) return
    const show = () =>
      engine
        .call('showInFolder', { path })
        .catch((error: unknown) => sayRefused('Showing the file did not work', error))
    notifications.show({
      title: 'Saved',
      message: (
        <>
          <span style={{ overflowWrap: 'anywhere' }}>{path}</span>
          <br />
          <Button mt={8} onClick={() => void show()}>
            Show in folder
          </Button>
        </>
      ),
      autoClose: 15_000,
      color: 'gray',
      withBorder: true,
    })
  }
}
