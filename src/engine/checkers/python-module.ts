import { type CheckContext, CheckFailure, type CheckOutcome, defineChecker } from './checker.ts'
import { explainProgramStart } from './explain-program-start.ts'
import { explainImport, explainPythonEnd } from './explain-python.ts'
import { type ImportResult, interpreterOf, type PythonRun, runImports } from './python-imports.ts'
import { fullPath, type PythonModuleTarget, pythonModuleSchema, showFile } from './python-module-target.ts'
import { findImports } from './python-static.ts'
import { roundMs } from './timed-connect.ts'

/** Imports Python modules, or looks whether their files are there. `responseTimeMs` is the time of the imports alone. */
export const pythonModuleChecker = defineChecker<PythonModuleTarget>({
  kind: 'python-module',
  title: 'Python module',
  summary: 'Imports modules of a Python project, or looks whether they are there.',
  schema: pythonModuleSchema,
  defaults: { category: 'agents', timeoutSeconds: 20 },
  whatToCheck: [
    'Import it by hand in the working directory, with the same interpreter: python3 -c "import package.module".',
    'A module that is missing: is it installed in the virtual environment whose interpreter is named here?',
    'Remember that Python sees only PATH, HOME, LANG and the variables given here.',
    'If importing takes longer than the timeout, see what the module does on import, or raise the timeout.',
  ],
  describe: ({ imports }) => ({ text: namesOf(imports), host: null }),
  async check(target, context) {
    return target.mode === 'static' ? checkStatic(target, context) : checkImports(target, context)
  },
})

function namesOf(imports: readonly string[]): string {
  const [first = '', ...others] = imports
  return others.length === 0 ? first : `${first} and ${others.length} more`
}

/** One import as the details show it. */
interface ImportDetails {
  readonly [name: string]: string | number | null
  readonly name: string
  /** Below the working directory where it is there, else the full path; null where it has none or is not there. */
  readonly file: string | null
}

async function checkStatic(target: PythonModuleTarget, context: CheckContext): Promise<CheckOutcome> {
  const startedAt = context.clock.monotonic()
  const found = await findImports(target, context)
  const responseTimeMs = roundMs(context.clock.monotonic() - startedAt)
  const imports: readonly ImportDetails[] = found.map(({ name, file, problem }) => ({
    name,
    file: file === null ? null : showFile(file, target),
    ...(problem === undefined ? {} : { problem }),
  }))
  const fine = found.length === 1 ? `${target.imports[0]} is there` : `${found.length} imports are there`
  const problems = found.map(({ problem }) => problem)
  return { ...verdict(problems, fine), responseTimeMs, details: { imports } }
}

async function checkImports(target: PythonModuleTarget, context: CheckContext): Promise<CheckOutcome> {
  const run = await runOrExplain(target, context)
  const { results, python, end } = run
  const problems = await Promise.all(results.map(result => explainImport(result, run, target)))
  const details = {
    interpreter: python?.version ?? null,
    executable: python?.executable ?? null,
    runMs: roundMs(end.durationMs),
    imports: results.map((result, index) => importDetails(result, problems[index], target)),
  }
  const ended = explainPythonEnd(run, target, context)
  if (ended instanceof CheckFailure) throw new CheckFailure(ended.failure, ended.message, details)
  if (ended !== undefined) throw ended
  const importMs = results.reduce((sum, { ms }) => sum + ms, 0)
  const what = results.length === 1 ? target.imports[0] : `${results.length} modules`
  const fine = `Imported ${what} in ${Math.round(importMs)} ms`
  return { ...verdict(problems, fine), responseTimeMs: roundMs(importMs), details }
}

function importDetails(
  result: ImportResult,
  problem: string | undefined,
  target: PythonModuleTarget,
): ImportDetails {
  const file = 'found' in result ? result.found : null
  return {
    name: target.imports[result.index] ?? '',
    timeMs: roundMs(result.ms),
    file: file === null ? null : showFile(file, target),
    ...(problem === undefined ? {} : { problem }),
  }
}

async function runOrExplain(target: PythonModuleTarget, context: CheckContext): Promise<PythonRun> {
  try {
    return await runImports(target, context)
  } catch (error) {
    const cwd = target.cwd === undefined ? undefined : fullPath(target.cwd)
    const started = { noun: 'Python interpreter', program: interpreterOf(target), cwd }
    throw await explainProgramStart(error, started, context.signal)
  }
}

/** The first problem, and how many more there are. */
function verdict(
  found: readonly (string | undefined)[],
  fine: string,
): Pick<CheckOutcome, 'status' | 'message' | 'failure'> {
  const [first, ...others] = found.filter(problem => problem !== undefined)
  if (first === undefined) return { status: 'healthy', message: fine }
  const more = ['', ' Another import fails too.']
  const message = `${first}${more[others.length] ?? ` ${others.length} other imports fail too.`}`
  return { status: 'unhealthy', message, failure: 'unexpected' }
}
