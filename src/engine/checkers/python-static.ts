import { open } from 'node:fs/promises'
import type { CheckContext } from './checker.ts'
import { faultHint } from './explain-program-start.ts'
import { type FoundModule, findPythonModule } from './find-python-module.ts'
import { bindsName, importsEverything } from './python-bindings.ts'
import { importRoots, type PythonModuleTarget, readImport, showFile } from './python-module-target.ts'

/** A source file that is larger is not read for a symbol. */
const MAXIMUM_SOURCE_BYTES = 1024 * 1024

/** What looking for one import found. */
export interface StaticResult {
  /** As it was asked for. */
  readonly name: string
  /** Full path of the file, or of the directory of a package without one; null where there is neither. */
  readonly file: string | null
  /** What is wrong, in a sentence. */
  readonly problem?: string
}

/** Looks for the files of modules, and for symbols in their sources. Nothing is run; files are only read. */
export async function findImports(
  target: PythonModuleTarget,
  { signal }: Pick<CheckContext, 'signal'>,
): Promise<readonly StaticResult[]> {
  const roots = importRoots(target)
  const results: StaticResult[] = []
  for (const name of target.imports) {
    const { module, symbol } = readImport(name)
    const found = await findPythonModule(module, roots, signal)
    if (found.kind === 'missing') {
      const problem = await missingText(module, found, roots, target)
      results.push({ name, file: null, problem })
      continue
    }
    const problem =
      symbol === undefined ? undefined : await symbolProblem(module, symbol, found, target, signal)
    results.push({ name, file: found.file, ...(problem === undefined ? {} : { problem }) })
  }
  return results
}

type Missing = Extract<FoundModule, { kind: 'missing' }>
type Present = Exclude<FoundModule, Missing>

async function missingText(
  module: string,
  { missing, holder }: Missing,
  roots: readonly string[],
  target: PythonModuleTarget,
): Promise<string> {
  if (holder === null) {
    const rest = missing === module ? '' : `: there is no ${missing}`
    const hint = await faultHint(roots)
    return `The module ${module} is not there${rest} in ${roots.join(' or ')}.${hint}`
  }
  const [, package_ = '', last = ''] = /^(.*)\.(.*)$/.exec(missing) ?? []
  const file = showFile(holder.file, target)
  const because = holder.isPackage
    ? `the package ${package_} (${file}) has no ${last}`
    : `${package_} (${file}) is a module, not a package`
  return `The module ${module} is not there: ${because}.`
}

async function symbolProblem(
  module: string,
  symbol: string,
  { kind, file }: Present,
  target: PythonModuleTarget,
  signal: AbortSignal,
): Promise<string | undefined> {
  const shown = showFile(file, target)
  if (kind === 'namespace') {
    return `There is no ${symbol} in ${module}: ${shown} is a directory without __init__.py.`
  }
  if (kind === 'compiled') {
    return `${module} is compiled (${shown}), so it cannot be looked into for ${symbol}. Use the mode import, or leave the symbol out.`
  }
  const source = await readSource(file, signal)
  if (source === 'unreadable') return `This user may not read ${shown}. Check its permissions.`
  if (source === 'too-large') {
    return `${shown} is larger than ${MAXIMUM_SOURCE_BYTES / 1024 / 1024} MiB, so it was not looked through for ${symbol}.`
  }
  if (bindsName(source.text, symbol)) return undefined
  const hint = importsEverything(source.text)
    ? ' It imports everything (*) from another module, and what that brings is only seen in the mode import.'
    : ''
  return `There is no ${symbol} in ${module} (${shown}).${hint}`
}

async function readSource(
  path: string,
  signal: AbortSignal,
): Promise<{ readonly text: string } | 'too-large' | 'unreadable'> {
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      if (size > MAXIMUM_SOURCE_BYTES) return 'too-large'
      // Not to its end: it may grow meanwhile.
      const bytes = Buffer.alloc(size)
      const { bytesRead } = await file.read(bytes, 0, size, 0)
      signal.throwIfAborted()
      return { text: bytes.toString('utf8', 0, bytesRead) }
    } finally {
      await file.close()
    }
  } catch {
    signal.throwIfAborted()
    return 'unreadable'
  }
}
