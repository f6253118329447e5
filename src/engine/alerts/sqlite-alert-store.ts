import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { ALERT_LEVEL_ORDER } from '#shared/alert-level.ts'
import { type TimelineEntry, timelineEntrySchema } from '#shared/incidents.ts'
import { numberOf, textOf } from '../history/sqlite/sql-values.ts'
import type { Delivery, DeliveryStore } from '../notify/delivery.ts'
import {
  type AlertBatch,
  type AlertStore,
  type IncidentQuery,
  type SurfacedCount,
  TIMELINE_KEPT,
} from './alert-store.ts'
import { type Incident, incidentSchema, incidentView } from './incident.ts'
import { deliveryText, parseDelivery } from './kept-delivery.ts'
import { openAlertDatabase } from './open-alert-database.ts'
import { searchText } from './search-text.ts'

const PUT_INCIDENT = `INSERT INTO incidents
  (id, live, state, urgency, subject_id, surfaced_at, resolved_at, ending, search, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET live = excluded.live, state = excluded.state, urgency = excluded.urgency,
    subject_id = excluded.subject_id, surfaced_at = excluded.surfaced_at, resolved_at = excluded.resolved_at,
    ending = excluded.ending, search = excluded.search, data = excluded.data`
const ADD_ENTRY = `INSERT INTO timeline (incident_id, number, data)
  SELECT ?1, coalesce(max(number), 0) + 1, ?2 FROM timeline WHERE incident_id = ?1
  RETURNING number`
/** The first half of what is kept stays; of the rest the latest. */
const TRIM = `DELETE FROM timeline WHERE incident_id = ?1 AND number > ${TIMELINE_KEPT / 2}
  AND number <= (SELECT max(number) FROM timeline WHERE incident_id = ?1) - ${TIMELINE_KEPT / 2}`
const PUT_DELIVERY = `INSERT INTO deliveries (id, notifier_id, state, created_at, data) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, data = excluded.data`
const NAME_INCIDENT = 'INSERT OR IGNORE INTO delivery_incidents (incident_id, delivery_id) VALUES (?, ?)'
const PRUNE = [
  'DELETE FROM timeline WHERE incident_id IN (SELECT id FROM incidents WHERE live = 0 AND resolved_at < ?)',
  'DELETE FROM incidents WHERE live = 0 AND resolved_at < ?',
  `DELETE FROM delivery_incidents WHERE delivery_id IN
    (SELECT id FROM deliveries WHERE state <> 'waiting' AND created_at < ?)`,
  `DELETE FROM deliveries WHERE state <> 'waiting' AND created_at < ?`,
]
const SEEN = 'seen_at'

/**
 * Keeps incidents in one file of SQLite's. There are few of them, so this thread writes it itself. What it throws is
 * SQLite's, or that the file does not hold what it should.
 */
export class SqliteAlertStore implements AlertStore {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  /** Opens the file; see `openAlertDatabase`. */
  constructor(file: string) {
    this.#database = openAlertDatabase(file)
  }

  write({ incidents, timeline, deliveries }: AlertBatch): void {
    this.#inTransaction(() => {
      // In the order in which they lie in the file: thousands at once would each touch another page of it.
      const inOrder = incidents.toSorted((a, b) => byId(a.incident.id, b.incident.id))
      for (const { incident, isLive } of inOrder) this.#putIncident(incident, isLive)
      const long = new Set<string>()
      for (const { incidentId, entry } of timeline.toSorted((a, b) => byId(a.incidentId, b.incidentId))) {
        const row = this.#prepared(ADD_ENTRY).get(incidentId, JSON.stringify(entry))
        if (numberOf(row?.number) > TIMELINE_KEPT) long.add(incidentId)
      }
      for (const id of long) this.#run(TRIM, id)
      this.#putDeliveries(deliveries)
    })
  }

  live(): readonly Incident[] {
    return this.#all('SELECT data FROM incidents WHERE live = 1 ORDER BY id').map(parseIncident)
  }

  incident(id: string): Incident | null {
    const [text] = this.#all('SELECT data FROM incidents WHERE id = ?', id)
    return text === undefined ? null : parseIncident(text)
  }

  timeline(id: string): readonly TimelineEntry[] {
    const texts = this.#all('SELECT data FROM timeline WHERE incident_id = ? ORDER BY number', id)
    return texts.map(text => timelineEntrySchema.parse(JSON.parse(text)))
  }

  page({ state, text = '', level, subjectId, after, limit }: IncidentQuery): readonly Incident[] {
    const wanted: readonly (readonly [string, string | number])[] = [
      ...(state === 'all' ? [] : [['state = ?', state] as const]),
      ...(level === undefined ? [] : [['urgency <= ?', ALERT_LEVEL_ORDER[level]] as const]),
      ...(subjectId === undefined ? [] : [['subject_id = ?', subjectId] as const]),
      ...(after === undefined ? [] : [['id < ?', after] as const]),
      ...(text === '' ? [] : [['instr(search, ?) > 0', text.toLowerCase()] as const]),
    ]
    const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([sql]) => sql).join(' AND ')}`
    const values = wanted.map(([, value]) => value)
    const sql = `SELECT data FROM incidents ${where} ORDER BY id DESC LIMIT ?`
    return this.#all(sql, ...values, limit).map(parseIncident)
  }

  surfacedSince(at: number): SurfacedCount {
    const row = this.#prepared(
      `SELECT count(*) AS n, coalesce(sum(resolved_at IS NULL), 0) AS open,
        coalesce(sum(ending = 'gone'), 0) AS gone FROM incidents WHERE surfaced_at > ?`,
    ).get(at)
    return { count: numberOf(row?.n), open: numberOf(row?.open), gone: numberOf(row?.gone) }
  }

  seenAt(): number | null {
    const row = this.#prepared('SELECT value FROM facts WHERE name = ?').get(SEEN)
    return row === undefined ? null : numberOf(row.value)
  }

  setSeenAt(at: number): void {
    this.#run('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)', SEEN, at)
  }

  saveDeliveries(deliveries: readonly Delivery[]): void {
    this.#inTransaction(() => this.#putDeliveries(deliveries))
  }

  waitingDeliveries(): readonly Delivery[] {
    return this.#all(`SELECT data FROM deliveries WHERE state = 'waiting' ORDER BY number`).map(parseDelivery)
  }

  deliveries({
    notifierId,
    incidentId,
    limit,
  }: Parameters<DeliveryStore['deliveries']>[0]): readonly Delivery[] {
    const wanted: readonly (readonly [string, string])[] = [
      ...(notifierId === undefined ? [] : [['notifier_id = ?', notifierId] as const]),
      ...(incidentId === undefined
        ? []
        : [
            ['id IN (SELECT delivery_id FROM delivery_incidents WHERE incident_id = ?)', incidentId] as const,
          ]),
    ]
    const where = wanted.length === 0 ? '' : `WHERE ${wanted.map(([sql]) => sql).join(' AND ')}`
    const sql = `SELECT data FROM deliveries ${where} ORDER BY number DESC LIMIT ?`
    return this.#all(sql, ...wanted.map(([, value]) => value), limit).map(parseDelivery)
  }

  delivery(id: string): Delivery | null {
    const [text] = this.#all('SELECT data FROM deliveries WHERE id = ?', id)
    return text === undefined ? null : parseDelivery(text)
  }

  prune(before: number): void {
    this.#inTransaction(() => {
      for (const sql of PRUNE) this.#run(sql, before)
    })
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close()
  }

  #putIncident(incident: Incident, isLive: boolean): void {
    const { id, worst, subject, surfacedAt, resolvedAt, ending } = incident
    const { state } = incidentView(incident)
    this.#run(
      ...([PUT_INCIDENT, id, isLive ? 1 : 0, state, ALERT_LEVEL_ORDER[worst], subject.id] as const),
      ...([surfacedAt, resolvedAt, ending, searchText(incident), JSON.stringify(incident)] as const),
    )
  }

  #putDeliveries(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      const { id, notifierId, state, createdAt, message } = delivery
      this.#run(PUT_DELIVERY, id, notifierId, state, createdAt, deliveryText(delivery))
      for (const incident of message.incidents) this.#run(NAME_INCIDENT, incident.id, id)
    }
  }

  #inTransaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #all(sql: string, ...values: readonly (string | number)[]): string[] {
    return this.#prepared(sql)
      .all(...values)
      .map(({ data }) => textOf(data))
  }

  #run(sql: string, ...values: readonly (string | number | null)[]): void {
    this.#prepared(sql).run(...values)
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

const byId = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const parseIncident = (text: string): Incident => incidentSchema.parse(JSON.parse(text))
