import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isAlive } from '../../scripts/is-alive.mjs'

/** What a second start tells the first. */
const startSchema = z.object({ argv: z.array(z.string()), cwd: z.string(), data: z.string() })
export type SecondStart = z.infer<typeof startSchema>

/**
 * The lock that lets one process have a userData directory: a file that names its holder, made so that only one process
 * can make it, and a directory where later starts leave word. A holder that died is followed by the next.
 */
export class SingleInstance {
  private readonly onSecond: (start: SecondStart) => void
  private held: { readonly lock: string; stop(): void } | null = null

  constructor(onSecond: (start: SecondStart) => void) {
    this.onSecond = onSecond
  }

  get isHeld(): boolean {
    return this.held !== null
  }

  /** Takes the lock; where another process has it, leaves it word and answers false. */
  take(userData: string, start: SecondStart): boolean {
    if (this.held) return true
    mkdirSync(userData, { recursive: true, mode: 0o700 })
    const lock = join(userData, 'stand-in-lock')
    const inbox = join(userData, 'stand-in-starts')
    if (!make(lock)) {
      const holder = Number(readFileSync(lock, 'utf8'))
      if (isAlive(holder)) {
        leaveWord(inbox, start)
        return false
      }
      rmSync(lock, { force: true })
      if (!make(lock)) return false
    }
    this.held = { lock, stop: this.listen(inbox) }
    return true
  }

  release(): void {
    this.held?.stop()
    if (this.held) rmSync(this.held.lock, { force: true })
    this.held = null
  }

  private listen(inbox: string): () => void {
    rmSync(inbox, { recursive: true, force: true })
    mkdirSync(inbox, { mode: 0o700 })
    const watcher = watch(inbox, () => {
      for (const name of readdirSync(inbox)) if (name.endsWith('.json')) this.hear(join(inbox, name))
    })
    return () => {
      watcher.close()
      rmSync(inbox, { recursive: true, force: true })
    }
  }

  private hear(file: string): void {
    const start = startSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    rmSync(file)
    this.onSecond(start)
  }
}

function make(lock: string): boolean {
  try {
    const file = openSync(lock, 'wx', 0o600)
    writeSync(file, String(process.pid))
    closeSync(file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Whole or not at all: the other side reads as soon as it is there. */
function leaveWord(inbox: string, start: SecondStart): void {
  const file = join(inbox, `${process.pid}-${process.hrtime.bigint()}`)
  writeFileSync(file, JSON.stringify(start), { mode: 0o600 })
  renameSync(file, `${file}.json`)
}
