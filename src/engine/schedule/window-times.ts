import type { MaintenanceWindow } from '#shared/maintenance-config.ts'
import { momentAt } from '#shared/zoned-time.ts'

/** From when to when, in ms since the epoch; the end is not included. */
export interface WindowSpan {
  readonly from: number
  readonly to: number
}

/** When a window is open around a moment: the one that lasts then, and when the next begins; null where there is none. */
export interface WindowTimes {
  readonly current: WindowSpan | null
  readonly nextFrom: number | null
}

type Timing = Pick<MaintenanceWindow, 'from' | 'cron' | 'minutes' | 'timeZone'>

/** Works out the times of windows. */
export type FindWindow = (timing: Timing, now: number) => WindowTimes

const MINUTE_MS = 60_000

/**
 * Loads what knows cron expressions. One that begins again before it has ended goes on until the end of the later. A
 * time that is leapt over when the clocks change begins right after the leap.
 */
export async function loadFindWindow(defaultTimeZone: string): Promise<FindWindow> {
  const { Cron } = await import('croner')
  return ({ from, cron, minutes, timeZone = defaultTimeZone }, now) => {
    const lengthMs = minutes * MINUTE_MS
    if (cron === undefined) return singleWindow(from, lengthMs, timeZone, now)
    const runs = new Cron(cron, { timezone: timeZone, paused: true })
    const [last] = runs.previousRuns(1, new Date(now + 1))
    const next = runs.nextRun(new Date(now))
    const current = last && now < last.getTime() + lengthMs
    return {
      current: current ? { from: last.getTime(), to: last.getTime() + lengthMs } : null,
      nextFrom: next?.getTime() ?? null,
    }
  }
}

function singleWindow(
  from: string | undefined,
  lengthMs: number,
  timeZone: string,
  now: number,
): WindowTimes {
  const [year, month, day, hour, minute] = (from ?? '').split(/[-T:]/).map(Number)
  if (year === undefined || month === undefined || day === undefined) return { current: null, nextFrom: null }
  const begin = momentAt({ year, month, day, hour: hour ?? 0, minute: minute ?? 0 }, timeZone)
  const span = { from: begin, to: begin + lengthMs }
  return {
    current: span.from <= now && now < span.to ? span : null,
    nextFrom: now < span.from ? span.from : null,
  }
}
