import { type ChildProcess, spawn } from 'node:child_process'
import type { Clock, Timer } from '../clock.ts'

/** From SIGTERM to SIGKILL. Short, so that a check is over within the grace after its deadline. */
const TERM_TO_KILL_MS = 100
/** How long output may keep coming after a program ended before what holds the pipe open is ended too. */
const DRAIN_MS = 100

/** A program to run, without a shell. */
export interface ProgramRun {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd?: string | undefined
  /** Added to PATH, HOME and LANG, the only variables it gets of ours. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /** What it reads from standard input; empty where left out. It need not read it. */
  readonly input?: string | undefined
  /** Of standard output and standard error together; more ends the program. */
  readonly maxOutputBytes: number
  readonly signal: AbortSignal
  readonly clock: Clock
}

/** How a program ended, and what it printed until then. */
export interface ProgramEnd {
  /** `exit`: by itself. `aborted` or `too-much-output`: it was ended, with everything it had started. */
  readonly because: 'exit' | 'aborted' | 'too-much-output'
  readonly exitCode: number | null
  readonly killedBy: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** It ended but left a process that held its output open; that process was ended, if it could be. */
  readonly leftProcesses: boolean
  readonly durationMs: number
}

/**
 * Runs a program to its end, to the abort of `signal` or to its output cap, whichever comes first, and leaves nothing
 * of its process group running. Rejects with the system's error (`ENOENT`, `EACCES` ...) where
 * it cannot be started.
 */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  run.signal.throwIfAborted()
  const started = run.clock.monotonic()
  const child = spawn(run.program, [...run.args], {
    cwd: run.cwd,
    env: { ...inheritedEnvironment(), ...run.env },
    stdio: [run.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // A process group of its own, so that all it starts can be ended with it. Windows has taskkill /T for that.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  // A program that ends without reading all of it is none the worse for it (EPIPE).
  child.stdin?.on('error', () => {})
  child.stdin?.end(run.input)
  const end = await followToEnd(child, run)
  return { ...end, durationMs: run.clock.monotonic() - started }
}

function followToEnd(child: ChildProcess, run: ProgramRun): Promise<Omit<ProgramEnd, 'durationMs'>> {
  return new Promise((resolve, reject) => {
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[], bytes: 0 }
    const timers: Timer[] = []
    let because: ProgramEnd['because'] = 'exit'
    let leftProcesses = false

    const stop = () => {
      for (const timer of timers) timer.cancel()
      run.signal.removeEventListener('abort', onAbort)
      child.stdin?.destroy()
      child.stdout?.destroy()
      child.stderr?.destroy()
    }
    const finish = () => {
      stop()
      signalTree(child, 'SIGKILL')
      resolve({
        because,
        exitCode: child.exitCode,
        killedBy: child.signalCode,
        stdout: Buffer.concat(output.stdout).toString('utf8'),
        stderr: Buffer.concat(output.stderr).toString('utf8'),
        leftProcesses,
      })
    }
    const terminate = (reason: 'aborted' | 'too-much-output') => {
      if (because !== 'exit') return
      because = reason
      signalTree(child, 'SIGTERM')
      timers.push(run.clock.after(TERM_TO_KILL_MS, finish))
    }
    const onAbort = () => terminate('aborted')
    const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
      const room = run.maxOutputBytes - output.bytes
      output.bytes += chunk.length
      if (room > 0) chunks.push(chunk.subarray(0, room))
      if (output.bytes <= run.maxOutputBytes) return
      child.stdout?.destroy()
      child.stderr?.destroy()
      terminate('too-much-output')
    }
    const drain = () => {
      leftProcesses = because === 'exit'
      signalTree(child, 'SIGKILL')
      // A process that left the group cannot be ended from here: its end of the pipe is let go.
      timers.push(run.clock.after(DRAIN_MS, finish))
    }

    run.signal.addEventListener('abort', onAbort, { once: true })
    child.stdout?.on('data', collect(output.stdout))
    child.stderr?.on('data', collect(output.stderr))
    child.once('exit', () => timers.push(run.clock.after(DRAIN_MS, drain)))
    child.once('close', finish)
    child.once('error', error => {
      stop()
      reject(error)
    })
  })
}

/** What a program needs to find other programs, its user and its language, and nothing else of our environment. */
function inheritedEnvironment(): Record<string, string> {
  const names =
    process.platform === 'win32'
      ? ['PATH', 'PATHEXT', 'SystemRoot', 'SystemDrive', 'ComSpec', 'TEMP', 'TMP', 'USERPROFILE', 'HOME']
      : ['PATH', 'HOME', 'LANG']
  const kept = names.map(name => [name, process.env[name]] as const)
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** Signals a program and everything in its process group; says nothing where they are gone already. */
function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  if (process.platform === 'win32') {
    if (child.exitCode !== null || child.signalCode !== null) return
    const killer = spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' })
    killer.on('error', () => child.kill(signal))
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch {
    // ESRCH: nothing of it is left.
  }
}
