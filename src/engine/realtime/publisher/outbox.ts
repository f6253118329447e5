import {
  METRIC_UPDATE,
  type MetricUpdate,
  type ReportEvent,
  SERVICE_STATUS,
  type ServiceStatus,
  SYSTEM_ALERT,
  type SystemAlert,
  wireData,
} from '../wire-events.ts'

/** Pusher's own limits on one event, in bytes, and on one batch. */
const MOST_EVENT_BYTES = 10_240
const MOST_BATCHED = 10
/** Alerts that wait while nothing can be sent: the latest are worth most. */
const MOST_ALERTS = 100
/** What JSON puts around a list of services. */
const ENVELOPE_BYTES = 20

/** One event as it goes out: the report gives each a channel of its own name. */
export interface OutgoingEvent {
  readonly channel: string
  readonly name: string
  readonly data: string
}

/** Some events to be sent together, and what they say, so that they can be put back. */
export interface OutgoingBatch {
  readonly events: readonly OutgoingEvent[]
  readonly says: readonly ReportEvent[]
}

/** What waits to be published: alerts in order, and of each service and metric the latest. */
export class Outbox {
  readonly #alerts: SystemAlert[] = []
  readonly #services = new Map<string, ServiceStatus>()
  readonly #metrics = new Map<string, MetricUpdate>()

  get isEmpty(): boolean {
    return this.#alerts.length + this.#services.size + this.#metrics.size === 0
  }

  addAlert(alert: SystemAlert): void {
    this.#alerts.push(alert)
    if (this.#alerts.length > MOST_ALERTS) this.#alerts.shift()
  }

  addServices(services: readonly ServiceStatus[]): void {
    for (const service of services) this.#services.set(service.name, service)
  }

  addMetrics(metrics: readonly MetricUpdate[]): void {
    for (const metric of metrics) this.#metrics.set(metric.metric, metric)
  }

  /** Takes the next batch out: alerts before services before metrics. Null of nothing. */
  take(): OutgoingBatch | null {
    const says: ReportEvent[] = []
    while (says.length < MOST_BATCHED) {
      const next = this.#nextAlert() ?? this.#nextServices() ?? this.#nextMetric()
      if (next === null) break
      says.push(next)
    }
    if (says.length === 0) return null
    return { says, events: says.map(outgoing) }
  }

  /** Puts back what could not be sent; what came meanwhile is newer and stays. */
  putBack({ says }: OutgoingBatch): void {
    const alerts = says.flatMap(said => (said.event === SYSTEM_ALERT ? [said.data] : []))
    this.#alerts.unshift(...alerts)
    this.#alerts.splice(0, Math.max(0, this.#alerts.length - MOST_ALERTS))
    for (const said of says) {
      if (said.event === METRIC_UPDATE && !this.#metrics.has(said.data.metric)) this.addMetrics([said.data])
      if (said.event !== SERVICE_STATUS) continue
      this.addServices(said.data.services.filter(({ name }) => !this.#services.has(name)))
    }
  }

  clear(): void {
    this.#alerts.length = 0
    this.#services.clear()
    this.#metrics.clear()
  }

  #nextAlert(): ReportEvent | null {
    const data = this.#alerts.shift()
    return data === undefined ? null : { event: SYSTEM_ALERT, data }
  }

  /** As many services as one event holds; one that is too large by itself does not exist, since names are short. */
  #nextServices(): ReportEvent | null {
    const services: ServiceStatus[] = []
    let bytes = ENVELOPE_BYTES
    for (const [name, service] of this.#services) {
      bytes += bytesOf({ event: SERVICE_STATUS, data: { services: [service] } })
      if (bytes > MOST_EVENT_BYTES && services.length > 0) break
      services.push(service)
      this.#services.delete(name)
    }
    return services.length === 0 ? null : { event: SERVICE_STATUS, data: { services } }
  }

  #nextMetric(): ReportEvent | null {
    const [next] = this.#metrics.values()
    if (next === undefined) return null
    this.#metrics.delete(next.metric)
    return { event: METRIC_UPDATE, data: next }
  }
}

const bytesOf = (event: ReportEvent): number => Buffer.byteLength(JSON.stringify(wireData(event)))

const outgoing = (said: ReportEvent): OutgoingEvent => ({
  ...{ channel: said.event, name: said.event, data: JSON.stringify(wireData(said)) },
})
