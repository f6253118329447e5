import { type ChildProcess, spawn } from 'node:child_process'

/** How to run a server as a child process. */
export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  /** The line of its output that says it accepts connections, or where it prints none, a look whether it does. */
  readonly ready: RegExp | (() => Promise<boolean>)
  readonly stopSignal: NodeJS.Signals
  /** The user and group to run as; those of this process if left out. */
  readonly runAs?: { readonly uid: number; readonly gid: number }
  readonly cwd?: string
  /** Besides PATH and the language. */
  readonly env?: Readonly<Record<string, string>>
  /** It starts programs of its own: they end with it. */
  readonly hasChildren?: boolean
}

/** A server that runs as a child of this process. */
export interface ServerProcess {
  readonly pid: number
  /** What its output said when it was ready. */
  readonly announcement: string
  /** Once it is gone, whatever ended it. */
  readonly ended: Promise<void>
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
  /** Freezes it: connections are still accepted by the kernel, and nothing answers them. */
  pause(): void
  resume(): void
  /** Ends it as a crash would (SIGKILL), and waits until it is gone. */
  kill(): Promise<void>
}

const LOOK_AGAIN_MS = 50
const START_DEADLINE_MS = 30_000
const STOP_DEADLINE_MS = 10_000

/**
 * Starts a server and resolves once it says that it is ready.
 *
 * @throws an error with the end of its output where it ends or stays silent instead.
 */
export async function startServerProcess(server: ServerCommand): Promise<ServerProcess> {
  const child = spawn(server.command, server.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', ...server.env },
    detached: server.hasChildren === true,
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
    ...server.runAs,
  })
  // Not SIGKILL, which would leave PostgreSQL's shared memory behind.
  const endWithUs = () => sendStop(child, server)
  process.once('exit', endWithUs)
  const ended = new Promise<void>(resolve => {
    child.once('close', resolve)
    child.once('error', resolve)
  }).finally(() => process.off('exit', endWithUs))

  const answer = await becameReady(child, server, ended)
  const { pid } = child
  if (answer instanceof Error || pid === undefined) {
    send(child, server, 'SIGKILL')
    await ended
    throw answer instanceof Error ? answer : new Error(`${server.command} could not be started.`)
  }
  return {
    pid,
    announcement: answer,
    ended,
    pause: () => send(child, server, 'SIGSTOP'),
    resume: () => send(child, server, 'SIGCONT'),
    stop: () => stop(child, server, ended),
    async kill() {
      send(child, server, 'SIGKILL')
      await ended
    },
  }
}

/** Waits until it is ready; returns the words that said so, or what went wrong. */
async function becameReady(
  child: ChildProcess,
  server: ServerCommand,
  ended: Promise<void>,
): Promise<string | Error> {
  let output = ''
  let tooLate: NodeJS.Timeout | undefined
  let isOver = false
  const failed = (how: string) =>
    new Error(`${server.command} ${how}. Its last words:\n${output.slice(-2000)}`)
  const { ready } = server
  const outcome = await Promise.race([
    new Promise<string>(resolve => {
      const read = (chunk: Buffer) => {
        // Once ready, the output is still read, so that the server never blocks on a full pipe.
        output = (output + chunk.toString()).slice(-10_000)
        const words = ready instanceof RegExp ? ready.exec(output)?.[0] : undefined
        if (words !== undefined) resolve(words)
      }
      child.stdout?.on('data', read)
      child.stderr?.on('data', read)
    }),
    ...(ready instanceof RegExp ? [] : [untilReady(ready, () => isOver)]),
    new Promise<Error>(resolve => child.once('error', resolve)),
    ended.then(() => failed('ended before it was ready')),
    new Promise<Error>(resolve => {
      tooLate = setTimeout(() => resolve(failed('did not become ready')), START_DEADLINE_MS)
    }),
  ])
  isOver = true
  clearTimeout(tooLate)
  return outcome
}

async function untilReady(isReady: () => Promise<boolean>, isOver: () => boolean): Promise<string> {
  while (!isOver() && !(await isReady())) await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN_MS))
  return ''
}

/** Signals it, with all it started where it starts programs. */
function send(child: ChildProcess, server: ServerCommand, signal: NodeJS.Signals): void {
  if (server.hasChildren !== true || child.pid === undefined) {
    child.kill(signal)
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    // ESRCH: nothing of it is left.
  }
}

/** Asks it to end, and thaws it in case it is paused. */
function sendStop(child: ChildProcess, server: ServerCommand): void {
  send(child, server, server.stopSignal)
  send(child, server, 'SIGCONT')
}

async function stop(child: ChildProcess, server: ServerCommand, ended: Promise<void>): Promise<void> {
  sendStop(child, server)
  const lastResort = setTimeout(() => send(child, server, 'SIGKILL'), STOP_DEADLINE_MS)
  await ended
  clearTimeout(lastResort)
}
