import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Problem } from '#shared/problem.ts'
import type { Notice } from '#shared/views.ts'
import { describeProblem } from './describe-problem.ts'

const MOST_LISTED = 5

function listed(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MOST_LISTED).map(describeProblem)
  const more = problems.length - lines.length
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}

/** The same problems have the same id and others another, so that dismissing one does not hide the next. */
function idOf(topic: string, problems: readonly Problem[]): string {
  const hash = createHash('sha256').update(JSON.stringify(problems)).digest('hex').slice(0, 12)
  return `${topic}:${hash}`
}

/** The file was changed and is not valid now. */
export function invalidNotice(file: string, problems: readonly Problem[]): Notice {
  return {
    id: idOf('config-invalid', problems),
    level: 'warning',
    text: `${path.basename(file)} is not valid, so the last good configuration stays in use until it is corrected.\n${listed(problems)}`,
  }
}

/** The file was not valid at the start; its good part is in use. */
export function partlyUsedNotice(file: string, kept: string, problems: readonly Problem[]): Notice {
  return {
    id: idOf('config-invalid', problems),
    level: 'warning',
    text: `Parts of ${path.basename(file)} are not valid and not in use. The whole is kept as ${path.basename(kept)}.\n${listed(problems)}`,
  }
}

/** Nothing of the file could be used at the start. */
export function unusedNotice(file: string, kept: string, problems: readonly Problem[]): Notice {
  return {
    id: `config-unused:${path.basename(kept)}`,
    level: 'critical',
    text: `${path.basename(file)} could not be used and is kept as ${path.basename(kept)}. Traylight started with an empty configuration.\n${listed(problems)}`,
  }
}

/** The file held something else than what was last read when it was saved over. */
export function overwrittenNotice(file: string, kept: string): Notice {
  return {
    id: `config-overwritten:${path.basename(kept)}`,
    level: 'warning',
    text: `${path.basename(file)} had been changed outside Traylight when settings were saved here. The other version is kept as ${path.basename(kept)}.`,
  }
}

/** The file disappeared while it was in use. */
export function goneNotice(file: string): Notice {
  return {
    id: 'config-gone',
    level: 'warning',
    text: `${path.basename(file)} is gone. The last configuration stays in use; put the file back, or save a setting to write it again.`,
  }
}
