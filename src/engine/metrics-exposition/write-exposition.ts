import {
  Gauge,
  openMetricsContentType,
  prometheusContentType,
  Registry,
  type RegistryContentType,
} from 'prom-client'
import type { Clock } from '../clock.ts'
import type { ExpositionFormat } from './exposition-format.ts'
import type { Family } from './family.ts'

/** After this long the checks have their turn, in ms: thousands of monitors make a long document. */
const TURN_MS = 15
/** Samples that are written without a pause. */
const SLICE = 2000

/** Writes families out in one of the formats that Prometheus reads. */
export async function writeExposition(
  families: Iterable<Family>,
  format: ExpositionFormat,
  clock: Pick<Clock, 'monotonic'>,
): Promise<string> {
  const parts: string[] = []
  let turnAt = clock.monotonic()
  for (const family of families) {
    for (let start = 0; start === 0 || start < family.samples.length; start += SLICE) {
      const text = await writeSlice(family, start, format)
      parts.push(start === 0 ? text : withoutHead(text), '\n')
      if (clock.monotonic() - turnAt < TURN_MS) continue
      await new Promise(resolve => setImmediate(resolve))
      turnAt = clock.monotonic()
    }
  }
  if (format === 'openmetrics') parts.push('# EOF\n')
  return parts.join('')
}

async function writeSlice(family: Family, start: number, format: ExpositionFormat): Promise<string> {
  const { help } = family
  // A registry of its own for each: once written as OpenMetrics, prom-client has renamed the counters in it for good.
  const registry = new Registry<RegistryContentType>()
  registry.setContentType(format === 'openmetrics' ? openMetricsContentType : prometheusContentType)
  const isShort = format === 'openmetrics' && family.type === 'counter'
  const name = isShort ? family.name.replace(/_total$/, '') : family.name
  const values = family.samples.slice(start, start + SLICE).map(({ labels, value, suffix }) => ({
    ...{ labels, value },
    ...(suffix !== undefined && { metricName: `${name}${suffix}` }),
  }))
  // Its values were collected elsewhere, and a histogram of prom-client cannot be given its counts.
  const metric = new Gauge({ name, help, registers: [registry] })
  Object.assign(metric, { get: async () => ({ name, help, type: family.type, values }) })
  return registry.getSingleMetricAsString(name)
}

/** Without HELP and TYPE, which a family has once. */
function withoutHead(text: string): string {
  return text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1)
}
