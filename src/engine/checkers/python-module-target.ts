import { isAbsolute, relative, resolve } from 'node:path'
import { z } from 'zod'
import { expandHome, FULL_PATH_HINT, isFullPath } from './full-path.ts'
import { programEnvironmentSchema } from './program-environment.ts'

const NULL_CHARACTER = 'A path cannot contain a null character.'
const noNull = (text: string) => !text.includes('\0')

const directory = z
  .string()
  .min(1, 'Name a directory.')
  .refine(noNull, NULL_CHARACTER)
  .refine(isFullPath, FULL_PATH_HINT)

const NAME = String.raw`[\p{ID_Start}_]\p{ID_Continue}*`
const IMPORT = new RegExp(String.raw`^${NAME}(?:\.${NAME})*(?::${NAME})?$`, 'u')

/** What the checker `python-module` is told. */
export const pythonModuleSchema = z
  .strictObject({
    imports: z
      .array(z.string().max(300).regex(IMPORT, 'Write package.module or package.module:Symbol.'))
      .min(1, 'Name at least one module.')
      .max(20, 'Name at most 20 modules; make another monitor for more.')
      .meta({
        title: 'Imports',
        description: 'In this order: package.module, or package.module:Symbol where it must hold that too.',
      }),
    mode: z.enum(['import', 'static']).default('import').meta({
      title: 'Mode',
      description:
        'import: runs the interpreter and imports them, which runs their code. static: looks for their files and runs nothing.',
    }),
    interpreter: z
      .string()
      .min(1, 'Name the interpreter.')
      .refine(noNull, NULL_CHARACTER)
      .refine(path => isFullPath(path) || !/[/\\]/.test(path), 'Give its name alone, or its full path.')
      .default('python3')
      .meta({
        title: 'Interpreter',
        description: 'Looked up in PATH, or a full path such as ~/project/.venv/bin/python.',
      }),
    cwd: directory.optional().meta({
      title: 'Working directory',
      description: "The project's root, where Python looks for its modules first.",
    }),
    path: z
      .array(directory)
      .max(50)
      .optional()
      .meta({ title: 'Path', description: 'More directories to look in, as in PYTHONPATH.', advanced: true }),
    env: programEnvironmentSchema.optional().meta({
      title: 'Environment',
      description: 'Besides these Python sees PATH, HOME and LANG only.',
      secret: true,
      advanced: true,
    }),
  })
  .refine(({ mode, cwd, path }) => mode === 'import' || cwd !== undefined || (path ?? []).length > 0, {
    message: 'Say where to look: give the working directory, or a path.',
    path: ['cwd'],
  })
export type PythonModuleTarget = z.infer<typeof pythonModuleSchema>

/** One thing to import. */
export interface PythonImport {
  readonly module: string
  readonly symbol?: string
}

/** Takes `package.module:Symbol` apart. */
export function readImport(text: string): PythonImport {
  const [module = '', symbol] = text.split(':')
  return symbol === undefined ? { module } : { module, symbol }
}

/** A path with `~` as the home directory, and without a slash at its end. */
export function fullPath(path: string): string {
  return resolve(expandHome(path))
}

/** Where modules are looked for first: the working directory, then the path. */
export function importRoots({ cwd, path }: PythonModuleTarget): readonly string[] {
  return [...(cwd === undefined ? [] : [cwd]), ...(path ?? [])].map(fullPath)
}

/** A file as it is shown: below the project's root by the rest of its path, elsewhere in full. */
export function showFile(file: string, { cwd }: Pick<PythonModuleTarget, 'cwd'>): string {
  if (cwd === undefined) return file
  const below = relative(fullPath(cwd), file)
  return below === '' || below.startsWith('..') || isAbsolute(below) ? file : below
}
