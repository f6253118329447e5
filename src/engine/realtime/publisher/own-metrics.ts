import type { StatusBook } from '../../status/status-book.ts'
import type { MetricUpdate } from '../wire-events.ts'

/**
 * The metrics of this machine that have a value, rounded to what matters, in the report's shape. Those of applications
 * and what came over a channel are left out, and the single cores: their average is there.
 */
export function ownMetrics(book: StatusBook): readonly MetricUpdate[] {
  return [...book.metrics.ids()].flatMap(id => {
    const metric = book.metrics.get(id)
    const isOwn = metric?.sample.group !== 'application' && !book.metrics.pushed.has(id)
    if (!metric || !isOwn || metric.sample.value === null || id.startsWith('cpu.core.')) return []
    const { name, unit, value } = metric.sample
    const threshold = book.metrics.thresholdOf(id)
    const rounded = unit === '%' ? Math.round(value * 10) / 10 : Number(value.toPrecision(3))
    return [
      {
        metric: id,
        value: { name, value: rounded, unit, status: metric.state.status, ...(threshold && { threshold }) },
      },
    ]
  })
}
