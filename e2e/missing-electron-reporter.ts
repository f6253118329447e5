import type { Reporter } from '@playwright/test/reporter'
import { findElectron } from '../scripts/find-electron.mjs'
import { ROOT } from './run-built.ts'

/** Says at the end of a run, in words, that real Electron was not part of it. */
export default class MissingElectronReporter implements Reporter {
  printsToStdio(): boolean {
    return true
  }

  onEnd(): void {
    if (findElectron(ROOT, process.env) !== undefined) return
    process.stdout.write(
      '\nNOT RUN: the specs in real Electron, since its runtime is not installed. The desktop shell ran on the stand-in alone.\n',
    )
  }
}
