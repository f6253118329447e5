import { spawnSync } from 'node:child_process'

/**
 * The date of what is packaged: SOURCE_DATE_EPOCH, else that of the last commit, so that the same sources give the same
 * packages (https://reproducible-builds.org/specs/source-date-epoch/); now, where there is neither.
 */
export function packageDate(root: string, env: NodeJS.ProcessEnv): Date {
  const seconds = env.SOURCE_DATE_EPOCH ?? dateOfCommit(root)
  return /^\d+$/.test(seconds) ? new Date(Number(seconds) * 1000) : new Date()
}

function dateOfCommit(root: string): string {
  const { stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' })
  return (stdout ?? '').trim()
}
