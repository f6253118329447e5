import { describe, expect, it, vi } from 'vitest'
import { type MaintenanceWindow, maintenanceWindowSchema } from '#shared/maintenance-config.ts'
import { FakeClock } from '../fake-clock.ts'
import type { OpenWindow } from '../status/maintenance.ts'
import { MaintenanceSchedule } from './maintenance-schedule.ts'

const HOUR = 3_600_000
const window = (given: Record<string, unknown>): MaintenanceWindow =>
  maintenanceWindowSchema.parse({ id: 'w', name: 'Weekly restart', ...given })

async function schedule(startIso: string, windows: MaintenanceWindow[]) {
  const clock = new FakeClock(Date.parse(startIso))
  const onOpen = vi.fn<(open: readonly OpenWindow[]) => void>()
  const made = new MaintenanceSchedule({ clock, timeZone: 'Europe/Berlin', windows: () => windows, onOpen })
  await made.start()
  const spans = () =>
    (onOpen.mock.lastCall?.[0] ?? []).map(
      ({ from, to }) => `${new Date(from).toISOString()} ${new Date(to).toISOString()}`,
    )
  return { clock, made, onOpen, spans, windows }
}

describe('a maintenance window', () => {
  it('that comes again opens and closes by its cron expression, in its time zone', async () => {
    // The 28th of November 2026 is a Saturday; in Berlin it is an hour later than in UTC.
    const { clock, made, spans } = await schedule('2026-11-28T23:00:00Z', [
      window({ cron: '0 3 * * SUN', minutes: 90 }),
    ])
    expect(spans()).toEqual([])
    await clock.advance(3 * HOUR)
    expect(spans()).toEqual(['2026-11-29T02:00:00.000Z 2026-11-29T03:30:00.000Z'])
    await clock.advance(1.5 * HOUR)
    expect(spans()).toEqual([])
    made.stop()
    expect(clock.waiting).toBe(0)
  })

  it('is open at once where Traylight starts in the middle of it', async () => {
    const { made, spans } = await schedule('2026-11-29T02:30:00Z', [
      window({ cron: '0 3 * * SUN', minutes: 90 }),
    ])
    expect(spans()).toEqual(['2026-11-29T02:00:00.000Z 2026-11-29T03:30:00.000Z'])
    made.stop()
  })

  it('that begins again before it ended goes on', async () => {
    const { clock, made, spans } = await schedule('2026-11-24T10:00:00Z', [
      window({ cron: '*/10 * * * *', minutes: 15, timeZone: 'UTC' }),
    ])
    await clock.advance(12 * 60_000)
    expect(spans()).toEqual(['2026-11-24T10:10:00.000Z 2026-11-24T10:25:00.000Z'])
    made.stop()
  })

  it('may come once, and is over then', async () => {
    const { clock, made, spans } = await schedule('2026-12-24T16:59:00Z', [
      window({ from: '2026-12-24T18:00', minutes: 60 }),
    ])
    expect(spans()).toEqual([])
    await clock.advance(60_000)
    expect(spans()).toEqual(['2026-12-24T17:00:00.000Z 2026-12-24T18:00:00.000Z'])
    await clock.advance(HOUR)
    expect(spans()).toEqual([])
    expect(clock.waiting).toBe(0)
    made.stop()
  })

  it('that is switched off or taken out closes when the configuration is taken over', async () => {
    const windows = [window({ cron: '* * * * *', minutes: 60 })]
    const { made, spans } = await schedule('2026-11-24T10:00:00Z', windows)
    expect(spans()).toHaveLength(1)
    windows.splice(0, 1, window({ cron: '* * * * *', minutes: 60, off: true }))
    await made.apply()
    expect(spans()).toEqual([])
    made.stop()
  })

  it('keeps its length on the night on which clocks change', async () => {
    // At 02:00 on 29 March 2026 clocks go to 03:00: half past two does not come, and it begins right after the leap.
    const { clock, made, spans } = await schedule('2026-03-29T00:00:00Z', [
      window({ cron: '30 2 * * *', minutes: 60 }),
    ])
    await clock.advance(1.2 * HOUR)
    const [span = ''] = spans()
    const [from = '', to = ''] = span.split(' ')
    expect(Date.parse(to) - Date.parse(from)).toBe(HOUR)
    made.stop()
  })
})

describe('a window of the configuration', () => {
  it.each([
    [{}, 'Say when it begins: once (from), or again and again (cron).'],
    [
      { from: '2026-12-24T18:00', cron: '0 3 * * *' },
      'It begins either once (from) or again and again (cron)',
    ],
    [{ from: 'tomorrow' }, 'Give date and time as 2026-12-24T18:00.'],
    [{ cron: '0 25 * * *' }, '"25" is no hour.'],
  ])('given as %j is refused in a sentence', (given, problem) => {
    const read = maintenanceWindowSchema.safeParse({ id: 'w', name: 'W', ...given })
    expect(read.error?.issues.map(({ message }) => message).join(' ')).toContain(problem)
  })
})
