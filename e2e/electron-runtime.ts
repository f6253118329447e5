import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run-built.ts'

const PACKAGE = join(ROOT, 'node_modules/electron')

/** Electron's program, where it is installed or named by ELECTRON_OVERRIDE_DIST_PATH; null where it is not. Fetches nothing. */
export function electronRuntime(env: NodeJS.ProcessEnv = process.env): string | null {
  const pathFile = join(PACKAGE, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron'
  const program = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(PACKAGE, 'dist'), name)
  return existsSync(program) ? program : null
}
