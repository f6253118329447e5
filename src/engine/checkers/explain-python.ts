import { type CheckContext, CheckFailure, type FailureKind } from './checker.ts'
import { endReason } from './end-reason.ts'
import { faultHint } from './explain-program-start.ts'
import { readPluginOutput } from './plugin-output.ts'
import { oneLine, printable, shorten } from './printable-text.ts'
import { type ImportResult, interpreterOf, type PythonRun } from './python-imports.ts'
import { importRoots, type PythonModuleTarget, readImport, showFile } from './python-module-target.ts'

/** Where the imports' own answers begin: before it there is no `ModuleNotFoundError`. */
const OLDEST = [3, 6] as const

/**
 * Why a run of the interpreter did not come to the end of its imports: what to throw for it. Undefined where it did.
 */
export function explainPythonEnd(
  { end, python, results, unfinished }: PythonRun,
  target: PythonModuleTarget,
  context: CheckContext,
): unknown {
  if (results.length === target.imports.length) return undefined
  const interpreter = interpreterOf(target)
  const name = unfinished === undefined ? undefined : target.imports[unfinished]
  if (end.because === 'aborted') {
    return endReason(context, within =>
      name === undefined
        ? `${interpreter} did not begin to import anything ${within}; it was ended.`
        : `Importing ${name} did not come to an end ${within}; Python was ended, with all that it had started. See what the module waits for, or raise the timeout.`,
    )
  }
  const fail = (failure: FailureKind, message: string) => new CheckFailure(failure, message)
  if (end.because === 'too-much-output') {
    return fail('protocol', `${interpreter} printed without end and was ended. Is it a Python interpreter?`)
  }
  const how = end.killedBy === null ? `exit code ${end.exitCode}` : `killed by ${end.killedBy}`
  if (python === undefined) {
    const said = readPluginOutput(end.stderr).message || readPluginOutput(end.stdout).message
    const message = `${interpreter} did not answer as Python does (${how}). Is it a Python interpreter?`
    return fail('misconfigured', said === '' ? message : `${message} It said: ${shorten(said, 200)}`)
  }
  if (isOld(python.version)) {
    const oldest = OLDEST.join('.')
    return fail('misconfigured', `${interpreter} is Python ${python.version}; ${oldest} or newer is needed.`)
  }
  const what = name === undefined ? 'before it imported anything' : `while it imported ${name}`
  if (end.killedBy !== null) {
    return fail('unexpected', `Python was killed by ${end.killedBy} ${what}.${killHint(end.killedBy)}`)
  }
  return fail('unexpected', `Python ended (${how}) ${what}, without an error: the module ends the process.`)
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])
}

function killHint(signal: NodeJS.Signals): string {
  if (signal === 'SIGKILL') return ' Someone ended it, or the system was out of memory.'
  return signal === 'SIGTERM' ? ' Someone ended it.' : ' A compiled part of the module may have crashed.'
}

/** What is wrong with one import, in a sentence or two; undefined where it is as it should be. */
export async function explainImport(
  result: ImportResult,
  run: PythonRun,
  target: PythonModuleTarget,
): Promise<string | undefined> {
  const { module, symbol } = readImport(target.imports[result.index] ?? '')
  const version = run.python?.version ?? ''
  switch (result.problem) {
    case null:
      return undefined
    case 'symbol': {
      const from = result.found === null ? '' : `, which was imported from ${fileText(result.found, target)}`
      return `There is no ${symbol} in ${module}${from}.`
    }
    case 'exit': {
      const code = result.text === '' ? '' : said(result.text)
      return `${module} ends the program when it is imported: it calls sys.exit(${code})${placeText(result, target)}.`
    }
    case 'syntax':
      return `${module} cannot be imported: ${syntaxText(result, target)}. If it is right, it may be meant for another version of Python than ${version}.`
    case 'missing':
      return module === result.missing || module.startsWith(`${result.missing}.`)
        ? await missingText(module, result, target)
        : neededText(module, result, run, target)
    case 'error': {
      const words = [said(result.type), said(result.text)].filter(Boolean).join(': ')
      return `${module} fails when it is imported, with ${words}${placeText(result, target)}.`
    }
  }
}

type MissingResult = Extract<ImportResult, { problem: 'missing' }>

/** The module itself is not there, or a package on the way to it. */
async function missingText(
  module: string,
  { missing, parent, package: isPackage }: MissingResult,
  target: PythonModuleTarget,
): Promise<string> {
  const [, holder, last = ''] = /^(.*)\.(.*)$/.exec(missing) ?? []
  if (holder !== undefined) {
    const from = parent === null ? '' : ` (${fileText(parent, target)})`
    const because = isPackage
      ? `the package ${holder}${from} has no ${last}`
      : `${holder}${from} is a module, not a package`
    return `The module ${module} is not there: ${because}.`
  }
  const roots = importRoots(target)
  const subject =
    missing === module ? `The module ${module}` : `The module ${module} is not there: ${missing}`
  const installed = `among what ${interpreterOf(target)} has installed`
  const found =
    roots.length === 0
      ? `is not found ${installed}`
      : `is found neither in ${roots.join(' nor in ')} nor ${installed}`
  const hint = roots.length === 0 ? " Give the project's root as working directory." : await faultHint(roots)
  return `${subject} ${found}.${hint}`
}

/** The module is there, and what it imports in its turn is not. */
function neededText(
  module: string,
  result: MissingResult,
  run: PythonRun,
  target: PythonModuleTarget,
): string {
  const missing = said(result.missing)
  const at = placeText(result, target)
  const isOfProject = missing.split('.')[0] === module.split('.')[0]
  if (isOfProject) return `${module} needs the module ${missing}, which is not there${at}.`
  const executable = run.python?.executable ?? interpreterOf(target)
  return `${module} needs the module ${missing}, which this interpreter does not have${at}. Install it for ${executable}, or name the interpreter of the project's virtual environment.`
}

function syntaxText(
  { file, line, text }: { readonly file: string | null; readonly line: number | null; readonly text: string },
  target: PythonModuleTarget,
): string {
  const where = file === null ? 'its source' : fileText(file, target)
  const at = line === null ? '' : ` in line ${line}`
  return `${where} has a syntax error${at} (${said(text)})`
}

function placeText(
  { file, line }: { readonly file: string | null; readonly line: number | null },
  target: PythonModuleTarget,
): string {
  return file === null ? '' : ` (${fileText(file, target)}${line === null ? '' : `:${line}`})`
}

function fileText(file: string, target: PythonModuleTarget): string {
  return shorten(printable(showFile(file, target)).replaceAll('\n', ' '), 200)
}

/** What Python said, as a part of a sentence. */
function said(text: string): string {
  return oneLine(text, 200).replace(/\.+$/, '')
}
