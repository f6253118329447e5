import type { ScheduledReport } from '#shared/report-config.ts'

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** When a schedule runs and what it writes: "Every Monday at 08:00, html of everything, the week before". */
export function scheduleWords(schedule: ScheduledReport): string {
  const { what, every, at, weekday, day, timeZone, monitors, paused } = schedule
  const when = {
    daily: 'Every day',
    weekly: `Every ${capital(weekday)}`,
    monthly: `On day ${day} of every month`,
  }[every]
  const zone = timeZone === undefined ? '' : ` (${timeZone})`
  const time = `${paused ? 'Paused. ' : ''}${when} at ${at}${zone}`
  if (what === 'endpoint-tests') {
    return `${time}, endpoint tests of ${schedule.url ?? 'http://localhost:8009'} as ${schedule.format ?? 'text'}`
  }
  const period = schedule.covers ?? { daily: 'day', weekly: 'week', monthly: 'month' }[every]
  const of =
    monitors.length === 0 ? 'everything' : monitors.length === 1 ? monitors[0] : `${monitors.length} monitors`
  return `${time}, ${schedule.format ?? 'html'} of ${of}, the ${period} before`
}
