import path from 'node:path'
import { z } from 'zod'
import { type Mute, muteSchema, type Notice } from '#shared/views.ts'
import type { Clock, Timer } from '../clock.ts'
import { type ScheduleMemory, scheduleMemorySchema } from '../reports/schedule-memory.ts'
import { atomicWrite } from './atomic-write.ts'
import { keepAside } from './keep-aside.ts'
import { readIfThere } from './read-if-there.ts'
import { SerialQueue } from './serial-queue.ts'

const stateSchema = z.object({
  version: z.literal(1).default(1),
  mutes: z.array(muteSchema).default([]),
  dismissedNotices: z.array(z.string()).default([]),
  quietUntil: z.number().nullable().default(null),
  toldHints: z.array(z.string()).default([]),
  schedules: z.record(z.string(), scheduleMemorySchema).default({}),
})

/** What is kept across restarts without being configuration. */
export interface KeptState {
  readonly mutes: readonly Mute[]
  /** Ids of notices. */
  readonly dismissedNotices: readonly string[]
  /** No notifications until then, in ms since the epoch. */
  readonly quietUntil: number | null
  /** Ids of hints that are given once and never again. */
  readonly toldHints: readonly string[]
  /** What is remembered of scheduled reports, by their ids. */
  readonly schedules: Readonly<Record<string, ScheduleMemory>>
}

export interface StateStoreOptions {
  readonly dataDir: string
  readonly clock: Clock
  /** Told when a write failed, in a sentence; the state lives on in memory and is written with the next change. */
  readonly onWriteFailed: (message: string) => void
}

/** Changes within this time are written together. In ms. */
const WRITE_DELAY_MS = 200

function parseState(text: string): KeptState | undefined {
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Mutes, quiet time, dismissed notices, given hints and runs of schedules in DATA_DIR/state.json, written atomically soon after they change. */
export class StateStore {
  readonly #file: string
  readonly #options: StateStoreOptions
  readonly #queue = new SerialQueue()
  #state: KeptState = { mutes: [], dismissedNotices: [], quietUntil: null, toldHints: [], schedules: {} }
  #notices: readonly Notice[] = []
  #timer: Timer | undefined
  #unwritten = false

  constructor(options: StateStoreOptions) {
    this.#options = options
    this.#file = path.join(options.dataDir, 'state.json')
  }

  current(): KeptState {
    return this.#state
  }

  notices(): readonly Notice[] {
    return this.#notices
  }

  /** Reads what was kept; a damaged file is kept aside and named in `notices`. */
  async start(): Promise<void> {
    const text = await readIfThere(this.#file)
    if (text === undefined) return
    const state = parseState(text)
    if (state) {
      this.#state = state
      return
    }
    const kept = path.basename(await keepAside(this.#file, { move: true, now: this.#options.clock.now() }))
    const sentence = `The file with mutes and dismissed notices was damaged. It is kept as ${kept}; set the mutes again.`
    this.#notices = [{ id: `state-damaged:${kept}`, level: 'warning', text: sentence }]
  }

  /** Replaces the parts that are given. */
  set(changed: Partial<KeptState>): void {
    this.#change({ ...this.#state, ...changed })
  }

  /** Writes what is not written yet. */
  async stop(): Promise<void> {
    await this.#flush()
  }

  #change(state: KeptState): void {
    this.#state = state
    this.#unwritten = true
    this.#timer ??= this.#options.clock.after(WRITE_DELAY_MS, () => void this.#flush())
  }

  #flush(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    return this.#queue.run(async () => {
      if (!this.#unwritten) return
      this.#unwritten = false
      try {
        await atomicWrite(this.#file, `${JSON.stringify({ version: 1, ...this.#state }, null, 2)}\n`)
      } catch (error) {
        this.#unwritten = true
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
        this.#options.onWriteFailed(`${this.#file} could not be written (${code}). Check the disk.`)
      }
    })
  }
}
