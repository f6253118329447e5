import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const STOPPING_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
/** How long a program may take to end after it was told to. */
const PATIENCE_MS = 1500

/**
 * @typedef {object} GroupOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(chunk: Buffer) => void} onOutput receives stdout and stderr as they come
 * @property {(pid: number) => void} [onStart]
 */

/**
 * Runs a program without input in a process group of its own, so that all it started ends with it: whatever is left
 * of the group when it is done, or when this process is told to stop, is ended. A stop signal ends this process too.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {GroupOptions} options
 * @returns {Promise<number>} its exit code; rejects where it could not be started
 */
export function runGroup(command, args, options) {
  const ownGroup = process.platform !== 'win32'
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
      windowsHide: true,
    })
    /** @param {NodeJS.Signals} signal */
    const kill = signal => {
      try {
        if (ownGroup && child.pid !== undefined) process.kill(-child.pid, signal)
        else child.kill(signal)
      } catch {
        // Nothing of the group is left.
      }
    }

    /** @type {NodeJS.Signals | undefined} */
    let stopped
    /** @param {NodeJS.Signals} signal */
    const stop = signal => {
      stopped = signal
      kill(signal)
      setTimeout(() => kill('SIGKILL'), PATIENCE_MS).unref()
    }
    for (const signal of STOPPING_SIGNALS) process.on(signal, stop)
    const release = () => {
      for (const signal of STOPPING_SIGNALS) process.off(signal, stop)
    }

    child.stdout.on('data', options.onOutput)
    child.stderr.on('data', options.onOutput)
    child.once('spawn', () => {
      if (child.pid !== undefined) options.onStart?.(child.pid)
    })
    child.once('error', error => {
      release()
      reject(error)
    })
    // A grandchild that holds the pipes open would keep `close` away for as long as it lives.
    child.once('exit', () => {
      kill('SIGTERM')
      setTimeout(() => kill('SIGKILL'), PATIENCE_MS).unref()
    })
    child.once('close', (code, signal) => {
      kill('SIGKILL')
      release()
      if (stopped) process.exit(exitCodeOf(null, stopped))
      resolve(exitCodeOf(code, signal))
    })
  })
}

/**
 * The exit code as a shell has it: 128 plus the signal's number for a program that a signal ended.
 *
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCodeOf(code, signal) {
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}
