import type { StatusBook } from '../status/status-book.ts'
import { histogram } from './duration-histogram.ts'
import { counter, type Family, gauge, known } from './family.ts'
import type { Tally } from './tally.ts'

/** The metrics of the report, under its names (report: "Prometheus Metrics Integration", "Available Metrics"). */
export function* reportFamilies(book: StatusBook, tally: Tally): Iterable<Family> {
  yield counter(
    'health_checks_total',
    'Answers of the health endpoints of Traylight, by endpoint and by the status they said.',
    [...tally.answers()].flatMap(([endpoint, counts]) =>
      [...counts].map(([status, value]) => ({ labels: { endpoint, status }, value })),
    ),
  )
  yield histogram(
    'health_check_duration_seconds',
    'How long the health endpoints of Traylight took to answer.',
    tally.answerTimes.samples(),
  )
  yield gauge('system_cpu_percent', 'CPU in use, 0 to 100.', known({}, sampledValue(book, 'cpu')))
  yield gauge('system_memory_percent', 'Memory in use, 0 to 100.', known({}, sampledValue(book, 'memory')))
  yield gauge(
    'system_disk_percent',
    'How full the fullest filesystem is, 0 to 100.',
    known({}, fullestDisk(book)),
  )
  // Counters by nature, but their names do not end in _total, as those of counters must.
  yield gauge(
    'system_network_bytes_sent',
    'Bytes sent over all network interfaces since Traylight started.',
    known({}, tally.trafficOf('network.up')),
  )
  yield gauge(
    'system_network_bytes_recv',
    'Bytes received over all network interfaces since Traylight started.',
    known({}, tally.trafficOf('network.down')),
  )
}

function sampledValue(book: StatusBook, id: string): number | null {
  return book.metrics.get(id)?.sample.value ?? null
}

function fullestDisk(book: StatusBook): number | null {
  const shares = [...book.metrics.ids()]
    .filter(id => id.startsWith('disk:'))
    .map(id => sampledValue(book, id))
    .filter(value => value !== null)
  return shares.length === 0 ? null : Math.max(...shares)
}
