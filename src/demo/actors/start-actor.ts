import { type ChildProcess, fork } from 'node:child_process'
import type { EngineLog } from '#engine/engine-log.ts'
import { type FromActor, fromActorSchema, SETTINGS_ID, type ToActor } from './actor-messages.ts'
import type { ActorProgram } from './actor-program.ts'

export interface ActorStart<Settings, Facts, Order> {
  /** The script that plays any actor by its name. */
  readonly actorFile: string
  /** Which one it is, and the schemas that are spoken; it runs in the other process. */
  readonly program: Pick<ActorProgram<Settings, Facts, Order>, 'name' | 'facts'>
  readonly settings: Settings
  readonly log: EngineLog
}

/** A process on the demo's stage. */
export interface Actor<Facts, Order> {
  readonly pid: number
  readonly facts: Facts
  /** Once its process is gone, whatever ended it. */
  readonly ended: Promise<void>
  /** Freezes (SIGSTOP) or thaws it; throws in words where it is gone. Its number may be another's by then. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void
  /** Resolves when it is done; rejects in words where it was not. */
  obey(order: Order): Promise<void>
  /** Lets it end in order, and waits until it is gone; done twice, it does nothing more. */
  end(): Promise<void>
}

/** How long an actor may take to start and to do what it is told, in ms. A database is made within this. */
const DONE_WITHIN_MS = 60_000
/** After this long an actor that does not end is ended, in ms. */
const END_WITHIN_MS = 12_000
/** Small programs: more memory than this is a fault. In MB. */
const MOST_MEMORY_MB = 256

/** Starts an actor as a process of its own, which ends with this one however that ends. */
export async function startActor<Settings, Facts, Order>(
  start: ActorStart<Settings, Facts, Order>,
): Promise<Actor<Facts, Order>> {
  const { log } = start
  const { name } = start.program
  const child = fork(start.actorFile, [name], {
    execArgv: [`--max-old-space-size=${MOST_MEMORY_MB}`, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnv(),
  })
  const line = new Line(child, name)
  let isEnding = false
  child.stderr?.on('data', chunk => log.debug({ actor: name }, String(chunk).trimEnd()))
  child.once('exit', (code, signal) => {
    if (!isEnding) log.warn({ actor: name, code, signal }, 'A process of the demo ended by itself')
  })
  let isFrozen = false
  const signal = (which: 'SIGSTOP' | 'SIGCONT'): void => {
    if (!child.kill(which)) throw new Error(hasEnded(name))
    isFrozen = which === 'SIGSTOP'
  }
  const end = async (): Promise<void> => {
    isEnding = true
    if (child.connected) child.disconnect()
    // Frozen it would not see that.
    if (isFrozen) child.kill('SIGCONT')
    const lastResort = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
    await line.ended
    clearTimeout(lastResort)
  }
  try {
    const facts = start.program.facts.parse(await line.tell(start.settings))
    const obey = async (order: Order) => void (await line.tell(order))
    return { pid: child.pid ?? 0, facts, ended: line.ended, signal, obey, end }
  } catch (error) {
    await end()
    throw error
  }
}

/** What programs need of the surroundings, and none of the operator's secrets. */
function childEnv(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'] as const
  return Object.fromEntries(
    kept.flatMap(key => (process.env[key] === undefined ? [] : [[key, process.env[key]]])),
  )
}

const hasEnded = (name: string): string => `The process "${name}" has ended.`

/** The channel to an actor: each message is answered, in time or with a reason. */
class Line {
  /** Once its process is gone, or could not be started. */
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #name: string
  readonly #waiting = new Map<number, (answer: FromActor) => void>()
  #nextId = SETTINGS_ID

  constructor(child: ChildProcess, name: string) {
    this.#child = child
    this.#name = name
    child.on('message', message => {
      const answer = fromActorSchema.parse(message)
      this.#waiting.get(answer.id)?.(answer)
    })
    this.ended = new Promise<void>(resolve => {
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
    }).then(() => {
      for (const [id, take] of this.#waiting) take({ id, problem: hasEnded(name) })
    })
  }

  /** Resolves with what it answers. */
  tell(body: unknown): Promise<unknown> {
    const message: ToActor = { id: this.#nextId++, body }
    return new Promise((resolve, reject) => {
      const take = ({ facts, problem }: FromActor): void => {
        clearTimeout(tooLate)
        this.#waiting.delete(message.id)
        if (problem === undefined) resolve(facts)
        else reject(new Error(problem))
      }
      const failed = (problem: string) => take({ id: message.id, problem })
      const tooLate = setTimeout(
        () =>
          failed(
            `The process "${this.#name}" did not do what it was told within ${DONE_WITHIN_MS / 1000} s.`,
          ),
        DONE_WITHIN_MS,
      )
      this.#waiting.set(message.id, take)
      if (!this.#child.connected) return failed(hasEnded(this.#name))
      this.#child.send(message, error => {
        if (error) failed(hasEnded(this.#name))
      })
    })
  }
}
