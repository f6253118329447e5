import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import type { SeriesKind } from '#shared/history.ts'
import type { Status } from '#shared/status.ts'
import { FakeClock } from '../fake-clock.ts'
import {
  HistoryFailure,
  type HistoryStore,
  type Observation,
  type SpanStart,
} from '../history/history-store.ts'
import { MemoryHistoryStore } from '../history/memory-history-store.ts'
import { SqliteHistoryStore } from '../history/sqlite/sqlite-history-store.ts'
import type { AlertSubject } from './alert-subject.ts'
import { previewRule } from './preview-rule.ts'
import { METRIC_SUBJECT, MONITOR_SUBJECT } from './subject-for-tests.ts'

const [MINUTE, HOUR] = [60_000, 3_600_000] as const
const NOW = Date.UTC(2026, 10, 24, 12)

const PAYMENTS: AlertSubject = { ...MONITOR_SUBJECT, id: 'payments', name: 'Payments', category: 'apis' }

async function fill(store: HistoryStore): Promise<void> {
  const facts = (kind: SeriesKind, id: string, category: string, intervalMs: number, unit: string) => ({
    ...{ kind, id, name: id, category, intervalMs, unit },
  })
  const span = (
    id: string,
    hoursAgo: number,
    status: Status | null,
    excuse: SpanStart['excuse'] = null,
  ): SpanStart => ({
    ...{ kind: 'monitor', id, at: NOW - hoursAgo * HOUR, status, excuse },
    message: status === 'unhealthy' ? 'Refused the connection.' : '',
  })
  const observations: Observation[] = []
  // Over 90 % from 6 h ago for half an hour, and from 3 h ago for one minute.
  for (let at = NOW - 12 * HOUR; at < NOW; at += MINUTE) {
    const ago = (NOW - at) / HOUR
    const isFull = (ago <= 6 && ago > 5.5) || (ago <= 3 && ago > 3 - 1 / 60)
    observations.push({ kind: 'metric', id: 'memory', at, status: null, value: isFull ? 95 : 50 })
    // Slow from 4 h ago for ten minutes.
    const isSlow = ago <= 4 && ago > 4 - 1 / 6
    observations.push({ kind: 'monitor', id: 'postgres', at, status: 'healthy', value: isSlow ? 700 : 20 })
  }
  await store.write({
    series: [
      facts('monitor', 'postgres', 'database', MINUTE, 'ms'),
      facts('monitor', 'payments', 'apis', MINUTE, 'ms'),
      facts('metric', 'memory', 'memory', 5000, '%'),
    ],
    observations,
    spans: [
      ...[span('postgres', 12, 'healthy'), span('postgres', 10, 'unhealthy'), span('postgres', 9, 'healthy')],
      // Muted while it is down, and down again after it; then nothing is known of it while Traylight is off.
      ...[
        span('postgres', 8, 'unhealthy', 'muted'),
        span('postgres', 7, 'healthy'),
        span('postgres', 2, 'unhealthy'),
      ],
      ...[span('postgres', 1.5, null), span('postgres', 1, 'healthy')],
      ...[span('payments', 12, 'healthy'), span('payments', 0.5, 'unhealthy')],
    ],
    aliveAt: NOW,
  })
}

function preview(store: HistoryStore, when: string, more: { forSeconds?: number; hours?: number } = {}) {
  return previewRule({
    clock: new FakeClock(NOW),
    store: () => store,
    subjects: () => [MONITOR_SUBJECT, { ...PAYMENTS, status: 'unhealthy' }, METRIC_SUBJECT],
    rule: { when, level: 'warning', forSeconds: more.forSeconds ?? 0 },
    hours: more.hours ?? 24,
  })
}
/** Hours before now, from when to when each firing would have been. */
async function firings(
  store: HistoryStore,
  when: string,
  more: { forSeconds?: number; hours?: number } = {},
) {
  const found = await preview(store, when, more)
  if (!found.ok) throw new Error(found.message)
  const hours = (at: number | null) => (at === null ? null : Number(((NOW - at) / HOUR).toFixed(2)))
  return found.firings.map(({ name, fromMs, toMs }) => [name, hours(fromMs), hours(toMs)])
}

let dir: TempDir
const stores = new Map<string, HistoryStore>()
beforeAll(async () => {
  dir = await makeTempDir('preview')
  stores.set('memory', new MemoryHistoryStore())
  stores.set('SQLite', (await SqliteHistoryStore.open(join(dir.path, 'history.sqlite'), NOW)).store)
  for (const store of stores.values()) await fill(store)
})
afterAll(async () => {
  for (const store of stores.values()) await store.close()
  await dir.remove()
})

describe.each(['memory', 'SQLite'])('a preview from a history in %s', place => {
  const store = () => stores.get(place) ?? new MemoryHistoryStore()

  it('tells when a rule would have fired, newest first, and for what it holds now', async () => {
    expect(await preview(store(), 'status = unhealthy')).toMatchObject({
      ...{ ok: true, line: 'Would have fired 3 times in the last 24 h', count: 3 },
      now: [{ subject: { type: 'monitor', id: 'payments' }, name: 'Payments' }],
    })
    expect(await firings(store(), 'status = unhealthy')).toEqual([
      ['Payments', 0.5, null],
      // Off from 1.5 h ago on: that it was over is known an hour ago.
      ['PostgreSQL', 2, 1],
      ['PostgreSQL', 10, 9],
    ])
    expect(await firings(store(), 'status = unhealthy and category = database', { hours: 3 })).toEqual([
      ['PostgreSQL', 2, 1],
    ])
  })

  it('waits for as long as the rule asks', async () => {
    expect(await firings(store(), 'value > 90', { forSeconds: 300 })).toEqual([['Memory', 5.92, 5.5]])
    expect(await firings(store(), 'value > 90')).toEqual([
      ['Memory', 3, 2.98],
      ['Memory', 6, 5.5],
    ])
    expect(await firings(store(), 'responseTimeMs > 500 ms', { forSeconds: 120 })).toEqual([
      ['PostgreSQL', 3.97, 3.83],
    ])
    expect(await preview(store(), 'responseTimeMs > 500 ms', { forSeconds: 3600 })).toMatchObject({
      ...{ line: 'Would not have fired in the last 24 h', count: 0, firings: [] },
    })
  })

  it('counts what began before and goes on into the time, and says how far back it knows', async () => {
    expect(await firings(store(), 'metric = memory and value < 60', { hours: 5 })).toEqual([
      ['Memory', 2.98, null],
      ['Memory', 5, 3],
    ])
    expect(await preview(store(), 'value > 90', { hours: 168 })).toMatchObject({
      line: 'Would have fired once in the last 7 days',
      note: 'Values are averages of 10 min. The history of it goes back 12 h.',
    })
  })
})

describe('a preview', () => {
  const store = () => stores.get('memory') ?? new MemoryHistoryStore()
  const noteOf = async (when: string) => {
    const found = await preview(store(), when, { hours: 10 })
    return found.ok ? found.note : found.message
  }

  it('says what of a condition is not remembered', async () => {
    expect(await noteOf('status = unhealthy')).toBe(
      'The status of metrics is not remembered; their values are.',
    )
    expect(await noteOf('monitor = postgres and status = unhealthy')).toBe('')
    expect(await noteOf('deviation > 1 and type = monitor')).toBe(
      'How far something was from the usual is not remembered.',
    )
    expect(await noteOf('type = pushed and level = critical')).toBe(
      'Alerts from channels are not remembered.',
    )
    expect(await firings(store(), 'not deviation < 1 or type = metric and not status = critical')).toEqual([])
  })

  it('says that what is no longer watched is left out, where the rule may have held for it', async () => {
    const subjects = () => [MONITOR_SUBJECT]
    const common = { clock: new FakeClock(NOW), store, subjects, hours: 6 }
    const about = async (when: string) => previewRule({ ...common, rule: { when } })
    expect(await about('type in (monitor, metric) and value > 1')).toMatchObject({
      note: 'What is no longer watched is left out.',
    })
    expect(await about('type = monitor and status = unhealthy')).toMatchObject({ note: '' })
  })

  it('looks at so many things at most, and says so', async () => {
    const subjects = () => Array.from({ length: 600 }, (_, index) => ({ ...PAYMENTS, id: `p${index}` }))
    const rule = { when: 'status = unhealthy' }
    expect(await previewRule({ clock: new FakeClock(NOW), store, subjects, rule, hours: 1 })).toMatchObject({
      ok: true,
      note: expect.stringContaining('Only the first 500 of 600 things were looked at.'),
    })
  })

  it('refuses a draft that is no rule, and says why', async () => {
    expect(await preview(store(), 'statsu = unhealthy')).toEqual({
      ok: false,
      message: 'There is no field called statsu. Did you mean status?',
    })
    const common = { clock: new FakeClock(NOW), store, subjects: () => [], hours: 1 }
    expect(await previewRule({ ...common, rule: null })).toMatchObject({ ok: false })
    expect(await previewRule({ ...common, rule: { when: '' } })).toEqual({
      ok: false,
      message: 'Say when it is an alert, such as: status = unhealthy.',
    })
  })

  it('says why where the history cannot answer', async () => {
    const failing = () => {
      throw new HistoryFailure('The history is being opened. Try again in a moment.')
    }
    const rule = { when: 'status = unhealthy' }
    const common = { clock: new FakeClock(NOW), subjects: () => [MONITOR_SUBJECT], rule, hours: 1 }
    expect(await previewRule({ ...common, store: failing })).toEqual({
      ok: false,
      message: 'The history is being opened. Try again in a moment.',
    })
  })
})
