import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type App, dialog } from 'electron'

/** Asks where to save a text, and writes it there. Null where the person changed their mind. */
export async function saveFile(
  app: App,
  file: { readonly fileName: string; readonly text: string },
): Promise<string | null> {
  // Only a name is taken from the page, never a path.
  const defaultPath = join(app.getPath('documents'), basename(file.fileName))
  const { canceled, filePath } = await dialog.showSaveDialog({ defaultPath })
  if (canceled || filePath === '') return null
  await writeFile(filePath, file.text, 'utf8')
  return filePath
}
