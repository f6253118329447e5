import { eventLoopUtilization } from 'node:perf_hooks'
import type { EngineInfo } from '#shared/views.ts'
import type { StatusBook } from '../status/status-book.ts'
import { histogram } from './duration-histogram.ts'
import type { EventLoopLag } from './event-loop-lag.ts'
import { counter, type Family, gauge, known } from './family.ts'
import type { Tally } from './tally.ts'

/** What the engine says of itself. */
export type EngineFacts = Pick<
  EngineInfo,
  'version' | 'nodeVersion' | 'platform' | 'shell' | 'startedAt' | 'notices'
>

export interface EngineFamiliesOptions {
  readonly facts: EngineFacts
  readonly book: StatusBook
  readonly tally: Tally
  readonly lag: EventLoopLag
}

/** How Traylight itself is. */
export function* engineFamilies({ facts, book, tally, lag }: EngineFamiliesOptions): Iterable<Family> {
  const one = (value: number) => [{ labels: {}, value }]
  const { version, nodeVersion, platform, shell, startedAt, notices } = facts
  yield gauge('traylight_build_info', 'What runs here; always 1.', [
    { labels: { version, node_version: nodeVersion, platform, shell: shell.kind }, value: 1 },
  ])
  yield gauge(
    'traylight_start_time_seconds',
    'When Traylight started, in seconds since the epoch.',
    one(startedAt / 1000),
  )
  yield gauge('traylight_monitors', 'Monitors that are configured.', one(book.monitors.size))
  yield gauge('traylight_backends', 'Backends that are configured.', one(book.backends.size))
  yield gauge('traylight_checks_running', 'Checks and polls under way.', one(runningChecks(book)))
  yield histogram(
    'traylight_check_lateness_seconds',
    'How much later than planned checks and polls began.',
    tally.lateness.samples(),
  )
  yield gauge(
    'traylight_notices',
    'What Traylight has to say of itself, as the dashboard shows it.',
    (['info', 'warning', 'critical'] as const).map(level => ({
      labels: { level },
      value: notices.filter(notice => notice.level === level).length,
    })),
  )
  yield* processFamilies(lag)
}

function* processFamilies(lag: EventLoopLag): Iterable<Family> {
  const one = (value: number) => [{ labels: {}, value }]
  const late = lag.read()
  const words = ['p50', 'p99', 'max'] as const
  for (const word of words) {
    yield gauge(
      `traylight_event_loop_lag_${word}_seconds`,
      `How late the event loop was (${word}) since this was last asked; absent at first.`,
      known({}, late?.[word]),
    )
  }
  yield counter(
    'traylight_event_loop_busy_seconds_total',
    'Time that the event loop was at work.',
    one(eventLoopUtilization().active / 1000),
  )
  const { user, system } = process.cpuUsage()
  yield counter(
    'process_cpu_seconds_total',
    'CPU time of the process, user and system.',
    one((user + system) / 1e6),
  )
  yield gauge(
    'process_resident_memory_bytes',
    'Memory of the process that is in RAM.',
    one(process.memoryUsage.rss()),
  )
}

function runningChecks({ monitors, backends }: StatusBook): number {
  const isChecking = ({ watched }: { readonly watched: { readonly checking: boolean } }) => watched.checking
  return [...monitors.values(), ...backends.values()].filter(isChecking).length
}
