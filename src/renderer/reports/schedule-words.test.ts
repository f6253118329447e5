import { expect, it } from 'vitest'
import { scheduledReportSchema } from '#shared/report-config.ts'
import { scheduleWords } from './schedule-words.ts'

it.each([
  [{}, 'Every Monday at 08:00, html of everything, the week before'],
  [
    { every: 'daily', at: '07:30', format: 'csv', monitors: ['redis'], timeZone: 'Europe/Berlin' },
    'Every day at 07:30 (Europe/Berlin), csv of redis, the day before',
  ],
  [
    { every: 'monthly', day: 31, covers: 'week', monitors: ['a', 'b'], paused: true },
    'Paused. On day 31 of every month at 08:00, html of 2 monitors, the week before',
  ],
  [
    { what: 'endpoint-tests', every: 'daily', format: 'junit' },
    'Every day at 08:00, endpoint tests of http://localhost:8009 as junit',
  ],
])('a schedule is said in a line: %j', (given, words) => {
  expect(scheduleWords(scheduledReportSchema.parse({ id: 'x', name: 'X', ...given }))).toBe(words)
})
