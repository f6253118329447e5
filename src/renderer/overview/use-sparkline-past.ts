import { useLocalStorage } from '@mantine/hooks'
import { useMemo } from 'react'
import type { Sample } from '../connection/live-state.ts'
import { useMetricSeries } from './use-metric-series.ts'

const HOUR = 3_600_000

/** How far sparklines may reach; null: the minutes that the page has seen itself. */
export const SPARKLINE_RANGES = [
  { value: 'live', label: '5 min', ms: null },
  { value: '24h', label: '24 h', ms: 24 * HOUR },
  { value: '7d', label: '7 d', ms: 168 * HOUR },
  { value: '30d', label: '30 d', ms: 720 * HOUR },
] as const
export type SparklineRange = (typeof SPARKLINE_RANGES)[number]

/** What sparklines are drawn from instead of what the page has seen itself. */
export interface SparklinePast {
  readonly spanMs: number
  readonly samples: ReadonlyMap<string, readonly Sample[]>
}

/** The range of the sparklines of this machine, kept for the next visit. */
export function useSparklineRange(): readonly [range: SparklineRange, choose: (value: string) => void] {
  const [value, choose] = useLocalStorage<string>({
    key: 'traylight.sparkline-range',
    defaultValue: SPARKLINE_RANGES[0].value,
    getInitialValueInEffect: false,
  })
  return [SPARKLINE_RANGES.find(range => range.value === value) ?? SPARKLINE_RANGES[0], choose]
}

const NONE: readonly string[] = []

/** What these metrics have been over a range that the page has not seen itself; null where it has. */
export function useSparklinePast(ids: readonly string[], { ms }: SparklineRange): SparklinePast | null {
  const { series } = useMetricSeries(ms === null ? NONE : ids, ms ?? HOUR)
  return useMemo(
    () => (ms === null ? null : { spanMs: ms, samples: new Map(series.map(one => [one.id, one.samples])) }),
    [ms, series],
  )
}
