import type { AlertLevel } from '#shared/alert-level.ts'
import type {
  AlertsView,
  DeliveryView,
  IncidentDetail,
  IncidentView,
  TimelineEntry,
} from '#shared/incidents.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** An incident of a monitor with the same id: open, critical, told of, with whatever is given changed. */
export function sampleIncident(id: string, change: Partial<IncidentView> = {}): IncidentView {
  const { level = 'critical', startedAt = 0 } = change
  return {
    id,
    subject: { type: 'monitor', id },
    name: id,
    category: 'database',
    tags: [],
    state: 'open',
    level,
    worst: level,
    status: level === 'critical' ? 'unhealthy' : 'degraded',
    message: '',
    rules: [],
    startedAt,
    resolvedAt: null,
    changedAt: startedAt,
    acknowledged: null,
    notifies: true,
    suppressedBecause: null,
    flapping: false,
    ending: null,
    ...change,
  }
}

/** A few incidents of a small deployment at `now`, one of each look. */
export function sampleIncidents(now: number): readonly IncidentView[] {
  const ago = (minutes: number) => now - minutes * MINUTE_MS
  const redis = sampleIncident('redis', {
    ...{ name: 'Redis', tags: ['shop'], startedAt: ago(4), rules: ['Redis connection failure'] },
    message: 'Redis refused the connection on 127.0.0.1:6379. Is it running?',
  })
  const postgres = sampleIncident('postgresql', {
    ...{ name: 'PostgreSQL', startedAt: ago(52), changedAt: ago(31), state: 'acknowledged' },
    ...{ rules: ['Database connection failure'], message: 'The database does not accept connections.' },
    acknowledged: { at: ago(31), by: 'ada', note: 'Failing over to the replica, ticket 4711.' },
  })
  const openai = sampleIncident('openai', {
    ...{ name: 'OpenAI API', category: 'apis', level: 'warning', worst: 'critical', startedAt: ago(19) },
    ...{ status: 'degraded', rules: ['High response time'], flapping: true },
    message: 'Response time 2.4 s, over the warning threshold of 1 s.',
  })
  const orders = sampleIncident('orders', {
    ...{ name: 'Orders API', category: 'apis', startedAt: ago(3), rules: ['External API failure'] },
    ...{ message: 'No answer within 10 s.', suppressedBecause: 'Router is down' },
  })
  const memory = sampleIncident('memory', {
    ...{ subject: { type: 'metric', id: 'memory' }, name: 'Memory', category: 'system' },
    ...{ level: 'warning', startedAt: ago(210), rules: ['Memory over 60 %'], notifies: false },
    message: 'Memory 67 %, over the warning threshold of 60 %.',
  })
  const pushed = sampleIncident('pushed', {
    ...{ subject: { type: 'pushed', id: 'system-alert Certificate renewed' }, name: 'system-alert' },
    ...{ category: 'realtime', level: 'info', status: 'unknown', startedAt: ago(8), rules: ['Pushed alert'] },
    message: 'The certificate of the relay was renewed.',
  })
  const resolved = Array.from({ length: 6 }, (_, index) =>
    sampleIncident(`resolved-${index}`, {
      ...{ subject: { type: 'monitor', id: index % 2 === 0 ? 'redis' : 'mail' } },
      ...{ name: index % 2 === 0 ? 'Redis' : 'Mail server', state: 'resolved' },
      ...{ level: index % 3 === 0 ? 'critical' : 'warning', ending: index === 4 ? 'gone' : 'recovered' },
      ...{
        startedAt: now - (index + 1) * 7 * HOUR_MS,
        resolvedAt: now - (index + 1) * 7 * HOUR_MS + 260_000,
      },
      message: 'No answer within 5 s.',
    }),
  )
  return [redis, postgres, openai, orders, memory, pushed, ...resolved]
}

/** So many open incidents, of every level. */
export function manyIncidents(count: number, now: number): readonly IncidentView[] {
  const levels: readonly AlertLevel[] = ['critical', 'warning', 'warning', 'info']
  return Array.from({ length: count }, (_, index) =>
    sampleIncident(`service-${index}`, {
      ...{
        name: `Service ${index + 1} in eu-${(index % 4) + 1}`,
        category: index % 3 === 0 ? 'apis' : 'agents',
      },
      ...{ level: levels[index % levels.length] ?? 'info', startedAt: now - (index + 1) * 37_000 },
      ...{ message: `10.0.${index % 256}.7 did not answer within 5 s. Is the host up?` },
      notifies: index % 9 !== 8,
    }),
  )
}

/** What the stream tells of these. */
export function alertsOf(incidents: readonly IncidentView[], more: Partial<AlertsView> = {}): AlertsView {
  const lasting = incidents.filter(({ state }) => state !== 'resolved')
  return {
    incidents: lasting.slice(0, 500),
    counts: {
      open: lasting.filter(({ state, notifies }) => state === 'open' && notifies).length,
      acknowledged: lasting.filter(({ state }) => state === 'acknowledged').length,
      listed: lasting.filter(({ state, notifies }) => state === 'open' && !notifies).length,
    },
    unseen: null,
    revision: 1,
    ...more,
  }
}

/** Everything about an incident, with one entry of every kind in its timeline. */
export function sampleDetail(incident: IncidentView): IncidentDetail {
  const at = (seconds: number) => incident.startedAt + seconds * 1000
  const entry = (
    seconds: number,
    kind: TimelineEntry['kind'],
    text: string,
    more: Partial<TimelineEntry> = {},
  ) => ({
    ...{ at: at(seconds), kind, text, level: null, by: null, output: '', ...more },
  })
  const { level } = incident
  const timeline: readonly TimelineEntry[] = [
    entry(0, 'alert', `Redis connection failure: ${incident.message}`, { level }),
    entry(2, 'suppressed', 'Nobody is told: notifications are quiet until 14:00.'),
    entry(6, 'told', 'Team chat was told.'),
    entry(7, 'not-told', 'Pager could not be told: the key was refused. Check it under Settings, Notifiers.'),
    entry(15, 'healing', 'Ran “systemctl restart redis”, attempt 1 of 3. It failed with exit code 1.', {
      output:
        'Job for redis.service failed because the control process exited with error code.\nSee "journalctl -xeu redis.service".',
    }),
    entry(40, 'level', 'From warning to critical.', { level: 'critical' }),
    entry(62, 'flapping', 'It failed and recovered 6 times within 30 min: further changes are told as one.'),
    entry(80, 'reminded', 'Team chat was reminded. The next reminder follows in 2 h.'),
    entry(95, 'escalated', 'Nobody acknowledged it within 15 min: Duty manager was told.', {
      level: 'critical',
    }),
    entry(120, 'acknowledged', 'Acknowledged: looking at it.', { by: 'ada' }),
    entry(130, 'note', 'The disk of the primary is full.\nMoving the logs away.', { by: 'ada' }),
    entry(150, 'unacknowledged', 'Nobody takes care of it any more.', { by: 'grace' }),
    entry(170, 'alert-over', 'High response time ended.', { level: 'warning' }),
    ...(incident.state === 'resolved' ? [entry(260, 'resolved', 'Healthy again after 4 min.')] : []),
  ]
  const delivery = (id: string, notifierName: string, change: Partial<DeliveryView>): DeliveryView => ({
    ...{
      id,
      at: at(5),
      notifierId: id,
      notifierName,
      notifierKind: 'slack',
      title: `${incident.name} is unhealthy`,
    },
    ...{
      incidentIds: [incident.id],
      state: 'delivered',
      attempts: 1,
      endedAt: at(6),
      nextAt: null,
      message: '',
    },
    ...change,
  })
  return {
    ...{ incident, timeline: [...timeline], hasLogs: true },
    deliveries: [
      delivery('mail', 'Mail to operations', {
        ...{ state: 'waiting', attempts: 2, endedAt: null, nextAt: incident.startedAt + 10 * MINUTE_MS },
        message: 'The mail server did not answer within 10 s.',
      }),
      delivery('pager', 'Pager', { state: 'failed', attempts: 5, message: 'The key was refused. Check it.' }),
      delivery('chat', 'Team chat', {}),
    ],
  }
}
