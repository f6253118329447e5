import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { CheckFailure } from './checker.ts'

/** A program that was to be started, and how messages call it. */
export interface StartedProgram {
  /** Before its name: "program", "Python interpreter". */
  readonly noun: string
  readonly program: string
  readonly cwd?: string | undefined
}

/** Why a program could not be started, in words; the error itself where it says nothing that is known. */
export async function explainProgramStart(
  error: unknown,
  { noun, program, cwd }: StartedProgram,
  signal: AbortSignal,
): Promise<unknown> {
  if (signal.aborted || !(error instanceof Error && 'code' in error)) return error
  const fault = cwd === undefined ? null : await directoryFault(cwd)
  if (fault !== null) {
    return new CheckFailure('misconfigured', `The working directory ${cwd} of ${program} ${fault}.`)
  }
  const because: Readonly<Record<string, string>> = {
    ENOENT: `The ${noun} ${program} was not found. Check its path, or the PATH that Traylight runs with.`,
    ENOTDIR: `The ${noun} ${program} was not found: a part of its path is a file.`,
    EACCES: `The ${noun} ${program} may not be run by this user. Make it executable, or name its interpreter first.`,
    EPERM: `The ${noun} ${program} may not be run by this user.`,
    ENOEXEC: `The ${noun} ${program} is nothing this machine can run.`,
    EINVAL: `The ${noun} ${program} cannot be run without a shell. Name its interpreter first, such as cmd.exe /c.`,
    E2BIG: `The arguments of ${program} are too long for this machine.`,
    EAGAIN: `${program} could not be started: this machine has too many processes.`,
    ENOMEM: `${program} could not be started: this machine is out of memory.`,
  }
  const message = because[String(error.code)]
  return message ? new CheckFailure('misconfigured', message) : error
}

/** What keeps a program from running in a directory: "does not exist"; null where nothing does. */
async function directoryFault(path: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isDirectory()) return 'is no directory'
    await access(path, constants.X_OK)
    return null
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'EACCES' || code === 'EPERM' ? 'may not be entered by this user' : 'does not exist'
  }
}

/** The first directory that cannot be looked into, as a sentence to add; empty where all can. */
export async function faultHint(directories: readonly string[]): Promise<string> {
  for (const directory of directories) {
    const fault = await directoryFault(directory)
    if (fault !== null) return ` ${directory} ${fault}.`
  }
  return ''
}
