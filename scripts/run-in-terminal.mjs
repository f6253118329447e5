import { spawn } from 'node:child_process'
import { isatty } from 'node:tty'
import { Problem } from './problem.mjs'
import { exitCodeOf } from './run-group.mjs'

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
const ASK_AGAIN_MS = 2500
const GIVE_UP_MS = 5000
const LOOK_FOR_PARENT_MS = 500

/**
 * Runs a program in this terminal until it ends. Signals to stop are passed on; a program that does not heed them is
 * ended.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} the program's exit code
 * @throws {Problem}
 */
export async function runInTerminal(program, args, env = process.env) {
  const atTerminal = isatty(0) || isatty(1)
  const child = spawn(program, args, { stdio: 'inherit', env })

  /** @param {NodeJS.Signals} signal */
  const stop = signal => {
    // A terminal sends Ctrl-C and its own closing to the program as well; twice would look impatient.
    if (!atTerminal || signal === 'SIGTERM') child.kill(signal)
    setTimeout(() => child.kill('SIGTERM'), ASK_AGAIN_MS).unref()
    setTimeout(() => child.kill('SIGKILL'), GIVE_UP_MS).unref()
  }
  for (const signal of FORWARDED) process.on(signal, stop)
  if (process.env.npm_lifecycle_event !== undefined) whenOrphaned(() => stop('SIGTERM'))

  return await new Promise((resolve, reject) => {
    child.once('error', error => reject(new Problem(`${program} could not be started: ${error.message}.`)))
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)))
  })
}

/**
 * Calls back once the parent is gone. Under npm it is npm or its shell, which must not end and leave this running.
 *
 * @param {() => void} callback
 */
function whenOrphaned(callback) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, LOOK_FOR_PARENT_MS)
  timer.unref()
}
