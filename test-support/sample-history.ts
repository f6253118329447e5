import type { SeriesKind } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'
import type {
  HistoryStore,
  Observation,
  SeriesFacts,
  SpanStart,
} from '../src/engine/history/history-store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEP = 5 * MINUTE

/** Monday 00:00 in Berlin; on the Sunday of this week its clocks go forward. */
export const SAMPLE_FROM = Date.UTC(2026, 2, 22, 23)
export const SAMPLE_TO = Date.UTC(2026, 2, 29, 22)
/** Traylight did not run: Saturday afternoon. */
const OFF_FROM = SAMPLE_FROM + 5 * DAY + 13 * HOUR
const OFF_TO = OFF_FROM + 3.5 * HOUR

interface Episode {
  /** From the start of the sample, in hours. */
  readonly atHours: number
  readonly minutes: number
  readonly status: Status
  readonly message: string
  readonly excuse?: 'maintenance'
}
interface SampleSeries {
  readonly kind: SeriesKind
  readonly id: string
  readonly name: string
  readonly category: string
  readonly unit: string
  /** Around which its values lie, how far they swing with the day, and how much they grow in the week. */
  readonly base: number
  readonly swing: number
  readonly growth: number
  readonly episodes: readonly Episode[]
}

const of = (
  kind: SeriesKind,
  [id, name, category]: readonly [string, string, string],
  [base, swing, growth = 0]: readonly [number, number, number?],
  episodes: readonly Episode[] = [],
  unit = 'ms',
): SampleSeries => ({ kind, id, name, category, unit, base, swing, growth, episodes })

const down = (atHours: number, minutes: number, message: string): Episode => ({
  ...{ atHours, minutes, status: 'unhealthy', message },
})
const slow = (atHours: number, minutes: number, message: string): Episode => ({
  ...{ atHours, minutes, status: 'degraded', message },
})

/** A week of a small shop. The hostile names are what a configuration or a backend could hold. */
export const SAMPLE_SERIES: readonly SampleSeries[] = [
  of(
    'monitor',
    ['postgresql', 'PostgreSQL', 'database'],
    [6, 4],
    [down(50.2, 23, 'PostgreSQL refused the connection on 127.0.0.1:5432. Is it running?')],
  ),
  of('monitor', ['redis', 'Redis', 'database'], [0.8, 0.4]),
  of(
    'monitor',
    ['checkout', 'Checkout API', 'apis'],
    [180, 140],
    [
      slow(33, 190, 'Answered after 1.4 s, more than 1 s.'),
      down(81.5, 161, 'Answered HTTP 503 Service Unavailable, where 200 was expected.'),
      down(140, 4, 'Did not answer within 10 s.'),
      slow(167, 10, 'Answered after 1.1 s, more than 1 s.'),
    ],
  ),
  of('monitor', ['openai', 'OpenAI', 'apis'], [620, 300], [slow(60, 80, 'The quota is nearly used up.')]),
  of('monitor', ['clerk', 'Clerk', 'apis'], [210, 60]),
  of(
    'monitor',
    ['mail', 'Mail relay', 'realtime'],
    [34, 8],
    [down(166, 120, 'Did not accept a connection on mail.example:25 within 5 s.')],
  ),
  of(
    'monitor',
    ['nightly-backup', 'Nightly backup', 'system'],
    [900, 200],
    [{ ...down(145, 180, 'The command ended with code 1.'), excuse: 'maintenance' }],
  ),
  of('monitor', ['script', '</script><script>alert(1)</script>', 'apis'], [90, 20]),
  of('monitor', ['formula', `=cmd|' /C calc'!A0`, 'apis'], [75, 20], [down(20, 9, '@SUM(1+1)*cmd|x')]),
  of('monitor', ['cyrillic', 'Платёжный шлюз', 'apis'], [150, 60]),
  of('monitor', ['chinese', '支付网关 🚦', 'apis'], [240, 90], [slow(100, 40, '响应太慢')]),
  of('monitor', ['rtl', '\u202eمراقب الدفع', 'apis'], [110, 40]),
  of('monitor', ['bell', 'Bell\u0007 & "tab"\tÄÖÜ – Größe €', 'agents'], [45, 9]),
  of(
    'monitor',
    [
      'long',
      'A name that somebody wrote to be sure that nobody would ever mistake it for another one',
      'agents',
    ],
    [12, 3],
  ),
  of('backend', ['shop', 'Shop backend', ''], [22, 9], [down(81.6, 150, 'Answered HTTP 502 Bad Gateway.')]),
  of(
    'service',
    ['shop/inventory', 'inventory', 'apis'],
    [14, 5],
    [down(81.6, 150, 'Its backend does not answer.')],
  ),
  of('service', ['shop/+payments', '+payments', 'apis'], [40, 12]),
  of('metric', ['cpu', 'CPU', 'cpu'], [22, 20], [], '%'),
  of('metric', ['memory', 'Memory', 'memory'], [48, 6, 12], [], '%'),
  of('metric', ['disk:/', 'Disk /', 'storage'], [61, 0, 9], [], '%'),
  of('metric', ['network.up:eth0', 'Network up eth0', 'network'], [180_000, 160_000], [], 'B/s'),
]

/** Writes the whole week. */
export async function fillSampleHistory(store: HistoryStore): Promise<void> {
  const series = SAMPLE_SERIES.map(
    ({ kind, id, name, category, unit }): SeriesFacts => ({
      ...{ kind, id, name, category, unit, intervalMs: STEP },
    }),
  )
  const observations = SAMPLE_SERIES.flatMap((one, index) => observationsOf(one, randomFrom(index + 1)))
  const spans = SAMPLE_SERIES.flatMap(spansOf)
  await store.write({
    series,
    observations: observations.sort((a, b) => a.at - b.at),
    spans: spans.sort((a, b) => a.at - b.at),
    aliveAt: SAMPLE_TO + 7 * HOUR,
  })
}

function observationsOf(series: SampleSeries, random: () => number): readonly Observation[] {
  const { kind, id, unit, base, swing, growth, episodes } = series
  const found: Observation[] = []
  for (let at = SAMPLE_FROM; at < SAMPLE_TO; at += STEP) {
    if (at >= OFF_FROM && at < OFF_TO) continue
    const share = (at - SAMPLE_FROM) / (SAMPLE_TO - SAMPLE_FROM)
    const dayShare = Math.sin((((at - SAMPLE_FROM) % DAY) / DAY - 0.3) * 2 * Math.PI)
    const calm = base + swing * (0.5 + 0.5 * dayShare) + growth * share
    const isTime = unit === 'ms'
    const noise = 1 + (isTime ? 0.5 : 0.06) * (random() - 0.5)
    const value = calm * noise * (isTime && random() < 0.02 ? 1.9 : 1)
    const episode = kind === 'metric' ? undefined : episodes.find(one => holds(one, at))
    const status = kind === 'metric' ? null : (episode?.status ?? 'healthy')
    const isSlow = episode?.status === 'degraded'
    found.push({
      ...{ kind, id, at, status },
      value: status === 'unhealthy' ? null : Math.round(value * (isSlow ? 5 : 1) * 1000) / 1000,
    })
  }
  return found
}

function spansOf({ kind, id, episodes }: SampleSeries): readonly SpanStart[] {
  if (kind === 'metric') return []
  const ref = { kind, id }
  const healthy = (at: number): SpanStart => ({
    ...{ ...ref, at, status: 'healthy', excuse: null, message: '' },
  })
  const gone: SpanStart = { ...ref, at: OFF_FROM, status: null, excuse: null, message: '' }
  return [
    healthy(SAMPLE_FROM),
    ...episodes.flatMap(({ atHours, minutes, status, message, excuse = null }) => {
      const at = SAMPLE_FROM + atHours * HOUR
      const start: SpanStart = { ...ref, at, status, excuse, message }
      const endAt = at + minutes * MINUTE
      return endAt < SAMPLE_TO ? [start, healthy(endAt)] : [start]
    }),
    gone,
    healthy(OFF_TO),
  ]
}

function holds({ atHours, minutes }: Episode, at: number): boolean {
  const from = SAMPLE_FROM + atHours * HOUR
  return at >= from && at < from + minutes * MINUTE
}

/** Numbers from 0 to 1, the same each time. (mulberry32) */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
