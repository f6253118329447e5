import { MUTE_CHOICES } from '#shared/mute-spans.ts'
import { problemRoute } from '#shared/problem-route.ts'
import { QUIET_CHOICES, quietLeft } from '#shared/quiet-spans.ts'
import { type TraySign, trayIcon } from '#shared/tray-icon.ts'
import type { OverallProblem, OverallView, Target } from '#shared/views.ts'
import { problemReasons } from '../status/problem-reasons.ts'
import { timeOfDay } from '../time-of-day.ts'
import type { TrayAlerts } from './tray-alerts.ts'
import type { TrayMenuItem, TrayView } from './tray-menu.ts'
import type { MutedThing, TraySnapshot } from './tray-snapshot.ts'

/** Problems listed one by one; the rest is counted. A menu longer than this is no answer in two seconds. */
const LISTED = 8
/** Reasons in the tooltip, a line each. */
const REASONS = 4
/** Windows shows 127 characters of a tooltip and no more. */
const MOST_TITLE = 120

const SEPARATOR: TrayMenuItem = { type: 'separator' }
const text = (label: string): TrayMenuItem => ({ type: 'text', label })
const submenu = (label: string, items: readonly TrayMenuItem[]): TrayMenuItem => ({
  type: 'submenu',
  label,
  items,
})
/** Items with a line after them; nothing where there are none. */
const group = (items: readonly TrayMenuItem[]) => (items.length > 0 ? [...items, SEPARATOR] : [])
const QUIT: TrayMenuItem = { type: 'command', label: 'Quit Traylight', command: () => ({ do: 'quit' }) }

/** All that the tray shows of a snapshot; of none, that nobody is watching. Pure: the same snapshot, the same view. */
export function trayView(snapshot: TraySnapshot | null): TrayView {
  if (snapshot === null) {
    return { icon: 'disconnected', title: 'Traylight is not watching', details: '', menu: [QUIT] }
  }
  const { overall, alerts, now, isDemo } = snapshot
  const words = overallWords(overall, alerts, now)
  const { unseen } = alerts
  return {
    icon: trayIcon({
      sign: signOf(overall),
      isAcknowledged: alerts.isAcknowledged,
      isUnseen: unseen !== null,
    }),
    title: shortened(`${isDemo ? 'Demo' : 'Traylight'}: ${words}`, MOST_TITLE),
    details: [
      ...(unseen === null ? [] : [unseen.line]),
      ...problemReasons(overall.problems).slice(0, REASONS),
    ].join('\n'),
    menu: [
      text(words),
      ...unseenItem(alerts),
      SEPARATOR,
      ...problemItems(overall, now),
      ...group([...acknowledgeItems(alerts), ...muteItems(overall.problems, snapshot.muted, now)]),
      {
        type: 'command',
        label: 'Open dashboard',
        command: () => ({ do: 'open', route: null }),
      },
      checkItem(snapshot.progress),
      ...quietItems(snapshot.quietUntil, now),
      {
        type: 'command',
        label: 'Export report',
        command: () => ({ do: 'open', route: { page: 'export' } }),
      },
      {
        type: 'command',
        label: 'Settings',
        command: () => ({ do: 'open', route: { page: 'settings' } }),
      },
      SEPARATOR,
      QUIT,
    ],
  }
}

/** Green where nothing counts against it, with a slash where something wrong is muted. */
function signOf({ status, mutedProblems }: OverallView): TraySign {
  return status === 'healthy' && mutedProblems > 0 ? 'muted' : status
}

/**
 * The overall line and since when: "1 unhealthy: Redis, since 14:32", and whether somebody takes care. What is well says
 * so without a time.
 */
function overallWords({ line, status, since, mutedCount }: OverallView, alerts: TrayAlerts, now: number) {
  if (status === 'healthy') return mutedCount > 0 ? `${line}, ${mutedCount} muted` : line
  const words = `${line}, since ${timeOfDay(since, now)}`
  return alerts.isAcknowledged && status !== 'unknown' ? `${words}, acknowledged` : words
}

/** What happened while nobody looked; a click opens where it is listed. */
function unseenItem({ unseen }: TrayAlerts): TrayMenuItem[] {
  if (unseen === null) return []
  return [{ type: 'command', label: unseen.line, command: () => ({ do: 'open', route: { page: 'alerts' } }) }]
}

function acknowledgeItems({ waiting }: TrayAlerts): TrayMenuItem[] {
  const item = (label: string, incidentIds: readonly string[]): TrayMenuItem => ({
    type: 'command',
    label,
    command: () => ({ do: 'acknowledge', incidentIds }),
  })
  const [only] = waiting
  if (only === undefined) return []
  if (waiting.length === 1) return [item(`Acknowledge ${only.name}`, [only.id])]
  const all = item(
    `All ${waiting.length}`,
    waiting.map(({ id }) => id),
  )
  const each = waiting.slice(0, LISTED).map(({ id, name }) => item(name, [id]))
  return [submenu('Acknowledge', [all, SEPARATOR, ...each])]
}

function problemItems({ problems }: OverallView, now: number): TrayMenuItem[] {
  if (problems.length === 0) return []
  const items = problems.slice(0, LISTED).map((problem): TrayMenuItem => {
    const since = problem.since === null ? '' : ` since ${timeOfDay(problem.since, now)}`
    return {
      type: 'command',
      label: `${problem.name}: ${problem.status}${since}`,
      icon: problem.status,
      command: () => ({ do: 'open', route: problemRoute(problem) }),
    }
  })
  if (problems.length > LISTED) {
    items.push({
      type: 'command',
      label: `${problems.length - LISTED} more`,
      command: () => ({ do: 'open', route: { page: 'overview' } }),
    })
  }
  return [...items, SEPARATOR]
}

function muteItems(
  problems: readonly OverallProblem[],
  muted: readonly MutedThing[],
  now: number,
): TrayMenuItem[] {
  const targets = problems.slice(0, LISTED).flatMap(problem => {
    const { scope, id, name } = problem
    return scope === 'metric' || scope === 'pushed' ? [] : [{ name, target: { scope, id } }]
  })
  const [only] = targets
  const items: TrayMenuItem[] = []
  if (only && targets.length === 1) items.push(submenu(`Mute ${only.name}`, spanItems(only.target)))
  if (targets.length > 1) {
    items.push(
      submenu(
        'Mute',
        targets.map(({ name, target }) => submenu(name, spanItems(target))),
      ),
    )
  }
  if (muted.length > 0)
    items.push(
      submenu(
        'Muted',
        muted.map(thing => unmuteItem(thing, now)),
      ),
    )
  return items
}

function spanItems(target: Target): TrayMenuItem[] {
  return MUTE_CHOICES.map(choice => ({
    type: 'command',
    label: choice.label,
    command: now => ({ do: 'mute', target, span: choice.span(now) }),
  }))
}

function unmuteItem({ name, mute }: MutedThing, now: number): TrayMenuItem {
  const ends = [
    ...(mute.until === null ? [] : [`until ${timeOfDay(mute.until, now)}`]),
    ...(mute.untilRecovery ? ['until it recovers'] : []),
  ]
  return {
    type: 'command',
    label: ends.length > 0 ? `Unmute ${name} (muted ${ends.join(' or ')})` : `Unmute ${name}`,
    command: () => ({ do: 'unmute', target: mute.target }),
  }
}

function checkItem(progress: TraySnapshot['progress']): TrayMenuItem {
  if (progress !== null) return text(`Checking, ${progress.done} of ${progress.total} done`)
  return { type: 'command', label: 'Check everything now', command: () => ({ do: 'check-everything' }) }
}

function quietItems(quietUntil: number | null, now: number): TrayMenuItem[] {
  const choices = QUIET_CHOICES.map(
    (choice): TrayMenuItem => ({
      type: 'command',
      label: choice.label,
      command: at => ({ do: 'quiet', until: choice.until(at) }),
    }),
  )
  if (quietUntil === null) return [submenu('Quiet notifications', choices)]
  return [
    text(`Quiet until ${timeOfDay(quietUntil, now)}, ${quietLeft(quietUntil, now)} left`),
    { type: 'command', label: 'Resume notifications', command: () => ({ do: 'quiet', until: null }) },
  ]
}

function shortened(words: string, most: number): string {
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`
}
