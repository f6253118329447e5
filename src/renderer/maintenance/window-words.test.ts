import { describe, expect, it } from 'vitest'
import { maintenanceWindowSchema } from '#shared/maintenance-config.ts'
import { coverWords, cronWords, windowWords } from './window-words.ts'

const BERLIN = 'Europe/Berlin'
const window = (more: object) => maintenanceWindowSchema.parse({ id: 'w', name: 'W', ...more })
/** Tuesday, noon in Berlin. */
const NOW = Date.parse('2026-11-24T11:00:00Z')

describe('cronWords', () => {
  it.each([
    ['0 3 * * *', 'Every day at 03:00'],
    ['0 3 * * SUN', 'Sundays at 03:00'],
    ['30 22 * * 1-5', 'Monday to Friday at 22:30'],
    ['0 3 * * 6,7', 'Saturdays, Sundays at 03:00'],
    ['0 3 * * fri-sun', 'Friday to Sunday at 03:00'],
    ['5 4 1 * *', 'On day 1 of every month at 04:05'],
  ])('says %s as "%s"', (cron, words) => {
    expect(cronWords(cron)).toBe(words)
  })

  it.each([
    '*/5 * * * *',
    '0 3 * JAN *',
    '0 3 1 * MON',
    '0 3 * * MON#2',
    '0 25 * * *',
    '@daily',
    '0 0 3 * * *',
  ])('leaves %s as it is', cron => {
    expect(cronWords(cron)).toBe(`At ${cron}`)
  })
})

describe('windowWords', () => {
  it('says when a window comes next, in its own time zone', () => {
    const sundays = window({ cron: '0 3 * * SUN' })
    expect(windowWords(sundays, NOW, BERLIN)).toBe('Sundays at 03:00 for 1 h, next in 4 d 15 h')
    expect(windowWords({ ...sundays, timeZone: 'America/New_York' }, NOW, BERLIN)).toBe(
      'Sundays at 03:00 (America/New_York) for 1 h, next in 4 d 21 h',
    )
  })

  it('says that a window is on, also one that began days ago', () => {
    const noon = window({ cron: '0 11 * * *', minutes: 90 })
    expect(windowWords(noon, NOW, BERLIN)).toBe(
      'Every day at 11:00 for 1 h 30 min, on now for another 30 min',
    )
    const long = window({ cron: '0 12 * * SUN', minutes: 3 * 24 * 60 })
    expect(windowWords(long, NOW, BERLIN)).toBe('Sundays at 12:00 for 3 d, on now for another 1 d')
  })

  it('says of a single window whether it is to come, on, or over', () => {
    const at = (from: string) => windowWords(window({ from, minutes: 60 }), NOW, BERLIN)
    expect(at('2026-11-24T14:00')).toBe('On 2026-11-24 at 14:00 for 1 h, next in 2 h')
    expect(at('2026-11-24T11:30')).toMatch(/, on now for another 30 min$/)
    expect(at('2026-11-23T11:30')).toMatch(/, over$/)
  })

  it('says nothing of what only the engine can know, or of one that is off', () => {
    expect(windowWords(window({ cron: '*/7 * * * *', minutes: 2 }), NOW, BERLIN)).toBe(
      'At */7 * * * * for 2 min',
    )
    expect(windowWords(window({ cron: '0 3 * * *', off: true }), NOW, BERLIN)).toBe(
      'Every day at 03:00 for 1 h',
    )
  })

  it('keeps to the clock over a change of summer time', () => {
    const saturday = Date.parse('2026-10-24T10:00:00Z')
    expect(windowWords(window({ cron: '0 12 * * SUN' }), saturday, BERLIN)).toMatch(/next in 1 d 1 h$/)
  })
})

it('says what a window covers', () => {
  const nameOf = (id: string) => (id === 'redis' ? 'Redis' : id)
  const none = { monitors: [], categories: [], tags: [] }
  expect(coverWords(none, nameOf)).toBe('Everything')
  expect(coverWords({ monitors: ['redis'], categories: ['apis'], tags: ['shop'] }, nameOf)).toBe(
    'Redis, all of Integrations, tagged shop',
  )
  const many = Array.from({ length: 9 }, (_, index) => `m${index}`)
  expect(coverWords({ ...none, monitors: many }, nameOf)).toBe('m0, m1, m2, m3, m4, m5 and 3 more')
})
