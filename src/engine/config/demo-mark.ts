import { lstat, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const MARK = '.traylight-demo'
const MARK_TEXT =
  "This directory is a Traylight demo's: what Traylight wrote in it is deleted when a demo starts.\n"

/** Whether a data directory is a demo's, which the next demo may begin anew. Only the mark's very words say so. */
export async function hasDemoMark(dataDir: string): Promise<boolean> {
  const file = path.join(dataDir, MARK)
  const stats = await lstat(file).catch(() => null)
  // Looked at first: what is no file, or another one, need not end when it is read.
  if (stats === null || !stats.isFile() || stats.size !== Buffer.byteLength(MARK_TEXT)) return false
  return (await readFile(file, 'utf8')) === MARK_TEXT
}

/** Marks a data directory that holds nothing yet as a demo's. */
export async function setDemoMark(dataDir: string): Promise<void> {
  await writeFile(path.join(dataDir, MARK), MARK_TEXT, { mode: 0o600, flag: 'wx' })
}

/** Makes a demo's data directory an ordinary one: what is in it from now on is the operator's, and no demo's to delete. */
export async function removeDemoMark(dataDir: string): Promise<void> {
  if (await hasDemoMark(dataDir)) await rm(path.join(dataDir, MARK))
}

/** Whether an entry of a marked data directory is the mark. */
export const isDemoMark = (name: string): boolean => name === MARK
