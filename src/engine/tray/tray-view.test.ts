import { describe, expect, it } from 'vitest'
import type { Status } from '#shared/status.ts'
import type { OverallProblem, OverallView } from '#shared/views.ts'
import { NO_TRAY_ALERTS, type TrayAlerts } from './tray-alerts.ts'
import type { TrayCommand, TrayMenuItem } from './tray-menu.ts'
import type { TraySnapshot } from './tray-snapshot.ts'
import { trayView } from './tray-view.ts'

const NOW = new Date(2026, 10, 24, 15, 0).getTime()
const HOUR = 3_600_000

const problem = (name: string, over: Partial<OverallProblem> = {}): OverallProblem => ({
  ...{ scope: 'monitor', id: name.toLowerCase(), name, status: 'unhealthy' },
  ...{ since: NOW - 28 * 60_000, message: `${name} refused the connection.` },
  ...over,
})

function snapshot(
  status: Status,
  problems: readonly OverallProblem[] = [],
  over: Partial<TraySnapshot> = {},
): TraySnapshot {
  const overall: OverallView = {
    ...{ status, problems: [...problems], since: NOW - 28 * 60_000, line: lineOf(problems) },
    ...{ healthyServices: 3, totalServices: 3, healthPercentage: 100, mutedCount: 0, mutedProblems: 0 },
    ...{ pausedCount: 0, offline: false },
  }
  return {
    ...{ now: NOW, isDemo: false, overall, alerts: NO_TRAY_ALERTS },
    ...{ quietUntil: null, muted: [], progress: null, ...over },
  }
}

const lineOf = (problems: readonly OverallProblem[]) =>
  problems.length === 0
    ? 'All 3 healthy'
    : `${problems.length} unhealthy: ${problems.map(({ name }) => name).join(', ')}`

/** The menu as an indented text, commands as they would be now. */
function drawn(items: readonly TrayMenuItem[], indent = ''): string[] {
  return items.flatMap(item => {
    if (item.type === 'separator') return [`${indent}--`]
    if (item.type === 'submenu') return [`${indent}${item.label} >`, ...drawn(item.items, `${indent}  `)]
    return [`${indent}${item.label}`]
  })
}

function commandOf(items: readonly TrayMenuItem[], ...labels: readonly string[]): TrayCommand | undefined {
  const [label, ...rest] = labels
  const item = items.find(candidate => 'label' in candidate && candidate.label === label)
  if (item?.type === 'submenu') return commandOf(item.items, ...rest)
  return item?.type === 'command' ? item.command(NOW) : undefined
}

describe('the tray', () => {
  it('says that a demo is one', () => {
    const view = trayView(snapshot('unhealthy', [problem('Redis')], { isDemo: true }))
    expect(view.title).toMatch(/^Demo: 1 unhealthy: Redis, since/)
  })

  it('is quiet when all is well', () => {
    const view = trayView(snapshot('healthy'))
    expect([view.icon, view.title, view.details]).toEqual(['healthy', 'Traylight: All 3 healthy', ''])
    expect(drawn(view.menu)).toEqual([
      'All 3 healthy',
      '--',
      'Open dashboard',
      'Check everything now',
      'Quiet notifications >',
      '  For 1 h',
      '  For 4 h',
      '  For 8 h',
      '  Until tomorrow',
      'Export report',
      'Settings',
      '--',
      'Quit Traylight',
    ])
  })

  it('answers in two seconds what is wrong, since when and why', () => {
    const view = trayView(snapshot('unhealthy', [problem('Redis')]))
    expect(view.icon).toBe('unhealthy')
    expect(view.title).toBe('Traylight: 1 unhealthy: Redis, since 14:32')
    expect(view.details).toBe('Redis refused the connection.')
    const slow = problem('Search', { message: 'Answers slowly' })
    expect(trayView(snapshot('degraded', [slow])).details).toBe('Search: Answers slowly')
    expect(drawn(view.menu).slice(0, 9)).toEqual([
      '1 unhealthy: Redis, since 14:32',
      '--',
      'Redis: unhealthy since 14:32',
      '--',
      'Mute Redis >',
      '  For 1 h',
      '  For 4 h',
      '  For 8 h',
      '  Until it recovers',
    ])
    expect(commandOf(view.menu, 'Redis: unhealthy since 14:32')).toEqual({
      do: 'open',
      route: { page: 'monitor', id: 'redis' },
    })
    expect(commandOf(view.menu, 'Mute Redis', 'For 1 h')).toEqual({
      do: 'mute',
      target: { scope: 'monitor', id: 'redis' },
      span: { until: NOW + HOUR, untilRecovery: false },
    })
  })

  it('lists eight problems, counts the rest, and offers to mute each service but no metric', () => {
    const disk = problem('Disk /', { scope: 'metric', id: 'disk:/' })
    const many = [disk, ...Array.from({ length: 11 }, (_, index) => problem(`S${index}`))]
    const { menu } = trayView(snapshot('unhealthy', many))
    const lines = drawn(menu)
    expect(lines.filter(line => line.includes(': unhealthy since'))).toHaveLength(8)
    expect(commandOf(menu, '4 more')).toEqual({ do: 'open', route: { page: 'overview' } })
    expect(commandOf(menu, 'Disk /: unhealthy since 14:32')).toMatchObject({ route: { metric: 'disk:/' } })
    expect(commandOf(menu, 'Mute', 'S0', 'Until it recovers')).toMatchObject({
      span: { untilRecovery: true },
    })
    expect(lines).not.toContain('  Disk / >')
  })

  it('is green with a slash where something wrong is muted, and offers to unmute it', () => {
    const target = { scope: 'monitor', id: 'redis' } as const
    const mute = { target, until: NOW + HOUR, untilRecovery: false, since: NOW }
    const base = snapshot('healthy', [], { muted: [{ name: 'Redis', mute }] })
    const view = trayView({ ...base, overall: { ...base.overall, mutedCount: 1, mutedProblems: 1 } })
    expect([view.icon, view.title]).toEqual(['muted', 'Traylight: All 3 healthy, 1 muted'])
    expect(commandOf(view.menu, 'Muted', 'Unmute Redis (muted until 16:00)')).toEqual({
      do: 'unmute',
      target,
    })
    expect(trayView({ ...base, overall: { ...base.overall, mutedCount: 1 } }).icon).toBe('healthy')
  })

  it('keeps its colour while it is quiet, counts down, and offers to resume', () => {
    const view = trayView(snapshot('unhealthy', [problem('Redis')], { quietUntil: NOW + 90 * 60_000 - 1 }))
    expect(view.icon).toBe('unhealthy')
    expect(drawn(view.menu)).toContain('Quiet until 16:29, 1 h 30 min left')
    expect(commandOf(view.menu, 'Resume notifications')).toEqual({ do: 'quiet', until: null })
    const loud = trayView(snapshot('healthy')).menu
    expect(commandOf(loud, 'Quiet notifications', 'For 4 h')).toEqual({ do: 'quiet', until: NOW + 4 * HOUR })
    expect(commandOf(loud, 'Quiet notifications', 'Until tomorrow')).toEqual({
      do: 'quiet',
      until: new Date(2026, 10, 25, 8, 0).getTime(),
    })
  })

  it('opens the dialog that exports a report', () => {
    expect(commandOf(trayView(snapshot('healthy')).menu, 'Export report')).toEqual({
      do: 'open',
      route: { page: 'export' },
    })
  })

  it('shows a check of everything that is under way', () => {
    const lines = drawn(trayView(snapshot('healthy', [], { progress: { done: 3, total: 12 } })).menu)
    expect(lines).toContain('Checking, 3 of 12 done')
    expect(lines).not.toContain('Check everything now')
  })

  it('says the day where it is not today', () => {
    const view = trayView(snapshot('unhealthy', [problem('Redis', { since: NOW - 30 * HOUR })]))
    expect(drawn(view.menu)[2]).toMatch(/^Redis: unhealthy since .*23.* 09:00$/)
  })

  it('fits the tooltip of Windows, with dots where it is cut', () => {
    const long = problem(
      'A service with a name that goes on and on and tells a whole story about what it is for '.repeat(2),
    )
    const { title } = trayView(snapshot('unhealthy', [long]))
    expect(title.length).toBeLessThanOrEqual(127)
    expect(title).toMatch(/…$/)
  })

  it('says that nobody is watching where there is no engine', () => {
    const view = trayView(null)
    expect([view.icon, view.title, drawn(view.menu)]).toEqual([
      'disconnected',
      'Traylight is not watching',
      ['Quit Traylight'],
    ])
  })
})

describe('the tray with incidents', () => {
  const alerts = (over: Partial<TrayAlerts>): Partial<TraySnapshot> => ({
    alerts: { ...NO_TRAY_ALERTS, ...over },
  })
  const unseen = { count: 3, since: NOW, open: 0, line: '3 incidents since 18:00, all recovered' }

  it('offers to take care of the one there is, above the mute', () => {
    const waiting = [{ id: 'i1', name: 'Redis' }]
    const { menu } = trayView(snapshot('unhealthy', [problem('Redis')], alerts({ waiting })))
    expect(drawn(menu).slice(2, 6)).toEqual([
      'Redis: unhealthy since 14:32',
      '--',
      'Acknowledge Redis',
      'Mute Redis >',
    ])
    expect(commandOf(menu, 'Acknowledge Redis')).toEqual({ do: 'acknowledge', incidentIds: ['i1'] })
  })

  it('offers to take care of all of many, or of one; only the first eight are listed', () => {
    const waiting = Array.from({ length: 10 }, (_, index) => ({ id: `i${index}`, name: `S${index}` }))
    const { menu } = trayView(snapshot('unhealthy', [problem('S0')], alerts({ waiting })))
    expect(commandOf(menu, 'Acknowledge', 'All 10')).toEqual({
      do: 'acknowledge',
      incidentIds: waiting.map(({ id }) => id),
    })
    expect(commandOf(menu, 'Acknowledge', 'S7')).toEqual({ do: 'acknowledge', incidentIds: ['i7'] })
    expect(commandOf(menu, 'Acknowledge', 'S8')).toBeUndefined()
  })

  it('has a tick and says so once somebody takes care, but not where all is well or unknown', () => {
    const acknowledged = alerts({ isAcknowledged: true })
    const view = trayView(snapshot('unhealthy', [problem('Redis')], acknowledged))
    expect([view.icon, view.title]).toEqual([
      'unhealthy-acknowledged',
      'Traylight: 1 unhealthy: Redis, since 14:32, acknowledged',
    ])
    expect(drawn(view.menu)).not.toContainEqual(expect.stringMatching(/^Acknowledge/))
    expect(trayView(snapshot('degraded', [problem('Redis')], acknowledged)).icon).toBe(
      'degraded-acknowledged',
    )
    for (const status of ['healthy', 'unknown'] as const) {
      const calm = trayView(snapshot(status, [], acknowledged))
      expect([calm.icon, calm.title]).toEqual([status, expect.not.stringContaining('acknowledged')])
    }
  })

  it('has a dot and one line for what nobody has seen, which opens the alerts', () => {
    const view = trayView(snapshot('healthy', [], alerts({ unseen })))
    expect([view.icon, view.details]).toEqual(['healthy-unseen', '3 incidents since 18:00, all recovered'])
    expect(drawn(view.menu).slice(0, 3)).toEqual([
      'All 3 healthy',
      '3 incidents since 18:00, all recovered',
      '--',
    ])
    expect(commandOf(view.menu, '3 incidents since 18:00, all recovered')).toEqual({
      do: 'open',
      route: { page: 'alerts' },
    })
  })

  it('has both where something that nobody has seen was acknowledged, above the reasons', () => {
    const view = trayView(snapshot('unhealthy', [problem('Redis')], alerts({ isAcknowledged: true, unseen })))
    expect([view.icon, view.details]).toEqual([
      'unhealthy-acknowledged-unseen',
      '3 incidents since 18:00, all recovered\nRedis refused the connection.',
    ])
  })
})
