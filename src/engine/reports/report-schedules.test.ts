import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { scheduledReportSchema } from '#shared/report-config.ts'
import type { ReportJobView } from '#shared/reports.ts'
import { FakeClock } from '../fake-clock.ts'
import type { FolderOrder } from './report-desk.ts'
import { ReportFailure } from './report-failure.ts'
import { type EndpointTestReport, ReportSchedules } from './report-schedules.ts'
import type { ScheduleMemory } from './schedule-memory.ts'
import { coveredBy, loadNextDue } from './schedule-times.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const BERLIN = 'Europe/Berlin'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const iso = (at: number) => new Date(at).toISOString().replace(':00.000Z', 'Z')
const schedule = (given: object) => scheduledReportSchema.parse({ id: 'weekly', name: 'Weekly', ...given })

let dir: TempDir
let memories: Readonly<Record<string, ScheduleMemory>>
let orders: FolderOrder[]
let failing: string | null
let tests: EndpointTestReport

beforeAll(() => import('croner'))
beforeEach(async () => {
  dir = await makeTempDir('schedules')
  memories = {}
  orders = []
  failing = null
  tests = { text: 'All well\n', extension: 'txt', ok: true, summary: '40 of 40 passed.' }
})
afterEach(() => dir.remove())

/** Real files, but no reports in them. */
async function start(order: FolderOrder): Promise<{ id: string; ended: Promise<ReportJobView> }> {
  orders.push(order)
  const path = join(dir.path, `report-${orders.length}.html`)
  if (failing === null) await writeFile(path, 'a report')
  const view: ReportJobView = {
    ...{
      id: String(orders.length),
      name: '',
      format: order.format,
      schedule: null,
      order: { ...order, folder: null },
    },
    ...{
      state: failing === null ? 'done' : 'failed',
      message: failing ?? '',
      path: failing === null ? path : null,
    },
    ...{ done: 0, total: 0, bytes: 0, startedAt: 0, endedAt: 0 },
  }
  return { id: view.id, ended: Promise.resolve(view) }
}

function make(clock: FakeClock, config: ReturnType<typeof schedule>[]) {
  return new ReportSchedules({
    ...{
      clock,
      log,
      timeZone: BERLIN,
      config: () => config,
      desk: { start, cancel() {} },
      folder: () => dir.path,
    },
    memories: () => memories,
    remember: next => {
      memories = next
    },
    runEndpointTests: async (url, format) => {
      if (url.endsWith(':1')) throw new ReportFailure('Nothing answers at http://localhost:1.')
      return { ...tests, text: `${tests.text}${url} ${format}` }
    },
    onChange() {},
  })
}
/** Files are written in real time, while the clock stands still. */
async function settle(schedules: ReportSchedules): Promise<void> {
  for (let quiet = 0; quiet < 3; quiet++) {
    await new Promise(resolve => setTimeout(resolve, 5))
    if (schedules.views.some(({ running }) => running)) quiet = 0
  }
}

describe('when a schedule is due', () => {
  const timing = (given: object) => schedule({ timeZone: BERLIN, ...given })
  async function dues(given: object, after: string, count: number): Promise<string[]> {
    const nextDue = await loadNextDue('UTC')
    const found: number[] = []
    for (let at = Date.parse(after); found.length < count; at = found.at(-1) ?? 0)
      found.push(nextDue(timing(given), at))
    return found.map(iso)
  }

  it('is the same time of day in summer and in winter', async () => {
    expect(await dues({ every: 'daily' }, '2026-03-27T12:00Z', 3)).toEqual([
      ...['2026-03-28T07:00Z', '2026-03-29T06:00Z', '2026-03-30T06:00Z'],
    ])
  })

  it('is once on the night in which the clocks change, whichever way', async () => {
    expect(await dues({ every: 'daily', at: '02:30' }, '2026-03-28T12:00Z', 2)).toEqual([
      ...['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
    ])
    expect(await dues({ every: 'daily', at: '02:30' }, '2026-10-24T12:00Z', 2)).toEqual([
      ...['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ])
  })

  it('is on the last day of a month that has no such day', async () => {
    const days = async (day: number) =>
      (await dues({ every: 'monthly', day }, '2027-01-15T00:00Z', 3)).map(moment => moment.slice(5, 10))
    expect(await days(31)).toEqual(['01-31', '02-28', '03-31'])
    expect(await days(30)).toEqual(['01-30', '02-28', '03-30'])
    expect(await days(29)).toEqual(['01-29', '02-28', '03-29'])
    expect(await days(1)).toEqual(['02-01', '03-01', '04-01'])
  })

  it('is on its weekday, in its own time zone or that of this machine', async () => {
    expect(await dues({ weekday: 'sunday' }, '2026-11-24T00:00Z', 1)).toEqual(['2026-11-29T07:00Z'])
    expect(await dues({ timeZone: 'Asia/Kolkata' }, '2026-11-24T00:00Z', 1)).toEqual(['2026-11-30T02:30Z'])
    expect(await dues({ timeZone: undefined }, '2026-11-24T00:00Z', 1)).toEqual(['2026-11-30T08:00Z'])
  })

  it('is about the whole calendar period before, or another that was chosen', () => {
    const covered = (given: object) => {
      const { fromMs, toMs } = coveredBy(timing(given), Date.parse('2026-11-04T07:00Z'), 'UTC')
      return [iso(fromMs), iso(toMs)]
    }
    expect(covered({ every: 'weekly' })).toEqual(['2026-10-25T23:00Z', '2026-11-01T23:00Z'])
    expect(covered({ every: 'monthly' })).toEqual(['2026-09-30T22:00Z', '2026-10-31T23:00Z'])
    expect(covered({ every: 'monthly', covers: 'day' })).toEqual(['2026-11-02T23:00Z', '2026-11-03T23:00Z'])
  })
})

describe('scheduled reports', () => {
  /** A Monday, an hour before 08:00 in Berlin. */
  const MONDAY_7 = Date.parse('2026-11-23T06:00Z')

  it('are written when they are due, and not before', async () => {
    const clock = new FakeClock(MONDAY_7)
    const schedules = make(clock, [schedule({ monitors: ['redis'], format: 'pdf', folder: '/reports' })])
    schedules.start()
    await settle(schedules)
    expect(iso(schedules.views[0]?.nextAt ?? 0)).toBe('2026-11-23T07:00Z')
    await clock.advance(59 * MINUTE)
    expect(orders).toEqual([])
    await clock.advance(2 * MINUTE)
    await settle(schedules)
    expect(orders).toMatchObject([
      { format: 'pdf', folder: '/reports', monitors: ['redis'], label: 'weekly' },
    ])
    expect(iso(orders[0]?.fromMs ?? 0)).toBe('2026-11-15T23:00Z')
    expect(schedules.views[0]).toMatchObject({
      last: { ok: true, path: join(dir.path, 'report-1.html') },
      running: false,
    })
    await clock.advance(HOUR)
    await settle(schedules)
    expect(orders).toHaveLength(1)
    expect(iso(schedules.views[0]?.nextAt ?? 0)).toBe('2026-11-30T07:00Z')
    await schedules.stop()
    expect(clock.waiting).toBe(0)
  })

  it('that were missed while nothing ran are made up once, about the period they were due for', async () => {
    const before = make(new FakeClock(MONDAY_7), [schedule({})])
    before.start()
    await settle(before)
    await before.stop()
    // Off until Wednesday two weeks later: two Mondays were missed.
    const clock = new FakeClock(MONDAY_7 + 9 * DAY)
    const after = make(clock, [schedule({})])
    after.start()
    await settle(after)
    expect(orders.map(({ fromMs, toMs }) => [iso(fromMs), iso(toMs)])).toEqual([
      ['2026-11-22T23:00Z', '2026-11-29T23:00Z'],
    ])
    await after.stop()
    const again = make(clock, [schedule({})])
    again.start()
    await settle(again)
    expect(orders).toHaveLength(1)
    await again.stop()
  })

  it('that were due while the machine slept are written within a minute of waking up', async () => {
    const clock = new FakeClock(MONDAY_7)
    const schedules = make(clock, [schedule({})])
    schedules.start()
    await settle(schedules)
    clock.jumpWall(5 * HOUR)
    await clock.advance(MINUTE)
    await settle(schedules)
    expect(orders).toHaveLength(1)
    await schedules.stop()
  })

  it('go on after a clock that ran years ahead was set right', async () => {
    const ahead = new FakeClock(MONDAY_7 + 3000 * DAY)
    const wrong = make(ahead, [schedule({})])
    wrong.start()
    await settle(wrong)
    await wrong.stop()
    const clock = new FakeClock(MONDAY_7)
    const schedules = make(clock, [schedule({})])
    schedules.start()
    await settle(schedules)
    expect(iso(schedules.views[0]?.nextAt ?? 0)).toBe('2026-11-23T07:00Z')
    await clock.advance(HOUR)
    await settle(schedules)
    expect(orders).toHaveLength(1)
    await schedules.stop()
  })

  it('that are new, moved to an earlier time, or no longer paused make nothing up', async () => {
    const clock = new FakeClock(MONDAY_7)
    const config = [schedule({ at: '09:00' })]
    const schedules = make(clock, config)
    schedules.start()
    await settle(schedules)
    await clock.advance(90 * MINUTE)
    config[0] = schedule({ at: '08:00' })
    schedules.changed()
    await settle(schedules)
    config[0] = schedule({ at: '08:00', paused: true })
    schedules.changed()
    await settle(schedules)
    expect(schedules.views[0]?.nextAt).toBeNull()
    await clock.advance(15 * DAY)
    config[0] = schedule({ at: '08:00' })
    schedules.changed()
    await settle(schedules)
    expect(orders).toEqual([])
    await schedules.stop()
  })

  it('keep as many files as wanted, and delete only what they have written themselves', async () => {
    await mkdir(join(dir.path, 'mine'))
    await writeFile(join(dir.path, 'traylight-weekly-2020-01-01-2020-01-08.html'), 'my own')
    const clock = new FakeClock(MONDAY_7)
    const schedules = make(clock, [schedule({ every: 'daily', keep: 2 })])
    schedules.start()
    await settle(schedules)
    for (let day = 0; day < 4; day++) {
      await clock.advance(DAY)
      await settle(schedules)
    }
    expect((await readdir(dir.path)).toSorted()).toEqual([
      ...['mine', 'report-3.html', 'report-4.html', 'traylight-weekly-2020-01-01-2020-01-08.html'],
    ])
    expect(schedules.files()).toEqual([3, 4].map(number => join(dir.path, `report-${number}.html`)))
    await schedules.stop()
  })

  it('say what went wrong until it goes well', async () => {
    const clock = new FakeClock(MONDAY_7)
    failing = 'The folder /mnt/nas does not exist. Make it, or choose another.'
    const schedules = make(clock, [schedule({})])
    schedules.start()
    schedules.runNow('weekly')
    expect(() => schedules.runNow('weekly')).toThrow('"Weekly" is running already')
    expect(() => schedules.runNow('monthly')).toThrow('no such schedule')
    await settle(schedules)
    expect(schedules.notices()).toMatchObject([
      { level: 'warning', text: expect.stringContaining(`"Weekly" did not go well: ${failing}`) },
    ])
    failing = null
    schedules.runNow('weekly')
    await settle(schedules)
    expect(schedules.notices()).toEqual([])
    await schedules.stop()
  })

  it('are forgotten when they are removed', async () => {
    const clock = new FakeClock(MONDAY_7)
    const config = [schedule({})]
    const schedules = make(clock, config)
    schedules.start()
    await settle(schedules)
    expect(Object.keys(memories)).toEqual(['weekly'])
    config.pop()
    schedules.changed()
    await settle(schedules)
    expect([memories, schedules.views, clock.waiting]).toEqual([{}, [], 0])
    await schedules.stop()
  })

  it('run the endpoint tests into a file, and say so where some failed or nothing answers', async () => {
    const clock = new FakeClock(MONDAY_7)
    const url = 'http://localhost:8009'
    const config = [schedule({ id: 'tests', name: 'Tests', what: 'endpoint-tests', format: 'junit', url })]
    const schedules = make(clock, config)
    schedules.start()
    schedules.runNow('tests')
    await settle(schedules)
    const file = join(dir.path, 'traylight-tests-2026-11-23_0700.txt')
    expect(await readFile(file, 'utf8')).toBe(`All well\n${url} junit`)
    expect(schedules.views[0]?.last).toMatchObject({ ok: true, message: '40 of 40 passed.', path: file })
    tests = { ...tests, ok: false, summary: '3 of 40 failed.' }
    schedules.runNow('tests')
    await settle(schedules)
    expect(schedules.notices()[0]?.text).toContain('endpoint tests "Tests" did not go well: 3 of 40 failed.')
    config[0] = schedule({ id: 'tests', name: 'Tests', what: 'endpoint-tests', url: 'http://localhost:1' })
    schedules.runNow('tests')
    await settle(schedules)
    expect(schedules.views[0]?.last).toMatchObject({
      ok: false,
      message: 'Nothing answers at http://localhost:1.',
    })
    await schedules.stop()
  })
})

describe('the configuration of a schedule', () => {
  it('refuses a format, a time or a zone that there is not', () => {
    const refused = (given: object) =>
      scheduledReportSchema.safeParse({ id: 'x', name: 'X', ...given }).error?.issues[0]?.message
    expect(refused({ what: 'endpoint-tests', format: 'pdf' })).toBe(
      'The result of endpoint tests is written as text, json or junit.',
    )
    expect(refused({ at: '8:00' })).toBe('Give the time of day as HH:MM, such as 08:00.')
    expect(refused({ timeZone: 'Mars' })).toBe('Give the name of a time zone, such as Europe/Berlin.')
    expect(refused({})).toBeUndefined()
  })
})
