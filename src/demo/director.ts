import type { Clock, Timer } from '#engine/clock.ts'
import type { EngineLog } from '#engine/engine-log.ts'
import type { Stage } from '#engine/stage/stage.ts'
import type { StageAct, StageOrder, StageStep, StageView } from '#shared/views.ts'

/** One thing that can be broken and healed, for real. Neither is called while the other is under way. */
export interface Act extends Pick<StageAct, 'id' | 'title' | 'description' | 'category'> {
  break(): Promise<void>
  heal(): Promise<void>
}

/** What is broken and healed when, over and over. */
export interface Script {
  readonly steps: readonly StageStep[]
  /** It begins anew after this many ms. */
  readonly lengthMs: number
}

export interface DirectorOptions {
  readonly acts: readonly Act[]
  readonly script: Script
  readonly clock: Clock
  readonly log: EngineLog
}

/** Where an act stands: what is wanted of it, what it is, and the work between the two. */
interface Standing {
  readonly act: Act
  wanted: boolean
  broken: boolean
  since: number | null
  work: Promise<void> | null
}

/**
 * Breaks and heals the demo's services: by the script while that plays, and by hand at any time. An act that is told one
 * thing while it does the other does it next; what is said in between is left out.
 */
export class Director implements Stage {
  readonly #options: DirectorOptions
  readonly #standings: ReadonlyMap<string, Standing>
  readonly #steps: readonly StageStep[]
  readonly #listeners = new Set<() => void>()
  #playing = false
  /** How far into the script it was at the moment `#at` of the monotonic clock. */
  #positionMs = 0
  #at: number
  #nextStep = 0
  #timer: Timer | null = null

  constructor(options: DirectorOptions) {
    this.#options = options
    this.#at = options.clock.monotonic()
    this.#steps = options.script.steps.toSorted((a, b) => a.atMs - b.atMs)
    this.#standings = new Map(
      options.acts.map(act => [act.id, { act, wanted: false, broken: false, since: null, work: null }]),
    )
  }

  view(): StageView {
    const { clock, script } = this.#options
    return {
      acts: [...this.#standings.values()].map(({ act, broken, since, work }) => ({
        ...{ id: act.id, title: act.title, description: act.description, category: act.category },
        ...{ broken, since, changing: work !== null },
      })),
      script: [...this.#steps],
      lengthMs: script.lengthMs,
      playing: this.#playing,
      positionMs: this.#position(),
      at: clock.now(),
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async steer(order: StageOrder): Promise<void> {
    switch (order.do) {
      case 'play':
        return this.play()
      case 'pause':
        return this.pause()
      case 'break':
      case 'heal':
        return this.#bring(this.#standingOf(order.act), order.do === 'break')
      case 'heal-all':
        return this.healAll()
    }
  }

  /** Goes on with the script where it was. */
  play(): void {
    if (this.#playing) return
    this.#playing = true
    this.#at = this.#options.clock.monotonic()
    this.#await()
    this.#changed()
  }

  /** Holds the script where it is; what is broken stays so. */
  pause(): void {
    if (!this.#playing) return
    this.#positionMs = this.#position()
    this.#playing = false
    this.#timer?.cancel()
    this.#changed()
  }

  /** Heals everything, and holds the script, or it would go on with breaking. */
  async healAll(): Promise<void> {
    this.pause()
    const all = await Promise.allSettled([...this.#standings.values()].map(one => this.#bring(one, false)))
    for (const one of all) if (one.status === 'rejected') throw one.reason
  }

  #position(): number {
    if (!this.#playing) return this.#positionMs
    return this.#positionMs + this.#options.clock.monotonic() - this.#at
  }

  /** Waits for the next step, or for the end, where the script begins anew. */
  #await(): void {
    const { clock, script } = this.#options
    const dueMs = this.#steps[this.#nextStep]?.atMs ?? script.lengthMs
    this.#timer = clock.after(dueMs - this.#position(), () => {
      this.#positionMs = dueMs
      this.#at = clock.monotonic()
      this.#take()
      this.#await()
    })
  }

  #take(): void {
    const step = this.#steps[this.#nextStep]
    if (step === undefined) {
      this.#positionMs = 0
      this.#nextStep = 0
      this.#changed()
      return
    }
    this.#nextStep++
    // What went wrong is logged where it did.
    this.#bring(this.#standingOf(step.act), step.does === 'break').catch(() => {})
  }

  #standingOf(id: string): Standing {
    const standing = this.#standings.get(id)
    if (standing) return standing
    throw new Error(`The demo has nothing called "${id}" to break or heal.`)
  }

  /** Breaks or heals an act; resolves when it is so, and rejects in words where it cannot be done. */
  async #bring(standing: Standing, broken: boolean): Promise<void> {
    standing.wanted = broken
    if (standing.wanted === standing.broken && standing.work === null) return
    standing.work ??= this.#work(standing)
    this.#changed()
    await standing.work
  }

  async #work(standing: Standing): Promise<void> {
    // Begun only when `work` is known, so that nobody starts a second one.
    await Promise.resolve()
    try {
      while (standing.broken !== standing.wanted) await this.#turn(standing, standing.wanted)
    } finally {
      standing.work = null
      this.#changed()
    }
  }

  async #turn(standing: Standing, broken: boolean): Promise<void> {
    const { act } = standing
    try {
      await (broken ? act.break() : act.heal())
    } catch (error) {
      this.#options.log.error({ err: error, act: act.id }, 'The demo could not do what it was told')
      standing.wanted = standing.broken
      throw new Error(
        `"${act.title}" could not be ${broken ? 'begun' : 'undone'}. The log says why; start the demo again.`,
      )
    }
    standing.broken = broken
    standing.since = broken ? this.#options.clock.now() : null
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
