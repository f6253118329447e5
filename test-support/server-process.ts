import { type ChildProcess, spawn } from 'node:child_process'

/** How to run a server as a child process. */
export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  /** The line of its output that says it accepts connections. */
  readonly ready: RegExp
  readonly stopSignal: NodeJS.Signals
  /** The user and group to run as; those of this process if left out. */
  readonly runAs?: { readonly uid: number; readonly gid: number }
  readonly cwd?: string
}

/** A server that runs as a child of this process. */
export interface ServerProcess {
  readonly pid: number
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
  /** Freezes it: connections are still accepted by the kernel, and nothing answers them. */
  pause(): void
  resume(): void
}

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
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
    ...server.runAs,
  })
  // Not SIGKILL, which would leave PostgreSQL's shared memory behind.
  const endWithUs = () => sendStop(child, server.stopSignal)
  process.once('exit', endWithUs)
  const ended = new Promise<void>(resolve => {
    child.once('close', resolve)
    child.once('error', resolve)
  }).finally(() => process.off('exit', endWithUs))

  const failure = await becameReady(child, server, ended)
  const { pid } = child
  if (failure !== null || pid === undefined) {
    child.kill('SIGKILL')
    await ended
    throw failure ?? new Error(`${server.command} could not be started.`)
  }
  return {
    pid,
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    stop: () => stop(child, server.stopSignal, ended),
  }
}

/** Waits for the ready line; returns what went wrong, or null. */
async function becameReady(
  child: ChildProcess,
  server: ServerCommand,
  ended: Promise<void>,
): Promise<Error | null> {
  let output = ''
  let tooLate: NodeJS.Timeout | undefined
  const failed = (how: string) =>
    new Error(`${server.command} ${how}. Its last words:\n${output.slice(-2000)}`)
  const outcome = await Promise.race([
    new Promise<null>(resolve => {
      const read = (chunk: Buffer) => {
        // Once ready, the output is still read, so that the server never blocks on a full pipe.
        output = (output + chunk.toString()).slice(-10_000)
        if (server.ready.test(output)) resolve(null)
      }
      child.stdout?.on('data', read)
      child.stderr?.on('data', read)
    }),
    new Promise<Error>(resolve => child.once('error', resolve)),
    ended.then(() => failed('ended before it was ready')),
    new Promise<Error>(resolve => {
      tooLate = setTimeout(() => resolve(failed('did not become ready')), START_DEADLINE_MS)
    }),
  ])
  clearTimeout(tooLate)
  return outcome
}

/** Asks it to end, and thaws it in case it is paused. */
function sendStop(child: ChildProcess, signal: NodeJS.Signals): void {
  child.kill(signal)
  child.kill('SIGCONT')
}

async function stop(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<void>): Promise<void> {
  sendStop(child, signal)
  const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS)
  await ended
  clearTimeout(lastResort)
}
