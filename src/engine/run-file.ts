import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { atomicWrite } from './config/atomic-write.ts'

const runFileSchema = z.object({
  pid: z.int().positive(),
  url: z.url(),
  token: z.string(),
  shell: z.enum(['desktop', 'light']),
})

/** Where a running instance can be reached: DATA_DIR/run.json, mode 0600, while it runs. */
export type RunFile = z.infer<typeof runFileSchema>

const pathIn = (dataDir: string) => join(dataDir, 'run.json')

export async function writeRunFile(dataDir: string, run: RunFile): Promise<void> {
  await atomicWrite(pathIn(dataDir), `${JSON.stringify(run, null, 2)}\n`)
}

export async function removeRunFile(dataDir: string): Promise<void> {
  await rm(pathIn(dataDir), { force: true })
}

/** The instance that runs on this data directory; null where none does, also where one was killed and left its file. */
export async function findRunning(dataDir: string): Promise<RunFile | null> {
  let run: RunFile
  try {
    run = runFileSchema.parse(JSON.parse(await readFile(pathIn(dataDir), 'utf8')))
  } catch {
    return null
  }
  if (run.pid === process.pid || !isAlive(run.pid)) return null
  return (await answers(run.url)) ? run : null
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** A process id may belong to another program by now: only one that answers as Traylight does is meant. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(new URL('api/v1/health/live', url), { signal: AbortSignal.timeout(1500) })
    return response.ok
  } catch {
    return false
  }
}
