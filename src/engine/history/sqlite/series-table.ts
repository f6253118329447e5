import type { DatabaseSync } from 'node:sqlite'
import type { SeriesKind, SeriesRef } from '#shared/history.ts'
import type { SeriesFacts } from '../history-store.ts'
import { seriesKey } from '../series-key.ts'
import { numberOf, textOf } from './sql-values.ts'

/** A series as the file has it. */
export interface SeriesEntry {
  readonly id: number
  readonly facts: SeriesFacts
  /** The first and the latest of its results that are packed; null without any. */
  readonly firstAt: number | null
  readonly lastAt: number | null
}

const KINDS: readonly SeriesKind[] = ['monitor', 'backend', 'service', 'metric']

/** Everything that something is remembered of; all of it in memory too, since every result needs its number. */
export class SeriesTable {
  readonly #database: DatabaseSync
  readonly #byKey = new Map<string, SeriesEntry>()
  readonly #byId = new Map<number, SeriesEntry>()

  constructor(database: DatabaseSync) {
    this.#database = database
    this.reload()
  }

  /** Forgets what a transaction that failed has said. */
  reload(): void {
    this.#byKey.clear()
    this.#byId.clear()
    for (const row of this.#database.prepare('SELECT * FROM series ORDER BY id').all()) {
      const kind = KINDS.find(each => each === row.kind)
      if (kind === undefined) throw new RangeError('There is a series of no kind.')
      this.#keep({
        id: numberOf(row.id),
        facts: {
          ...{ kind, id: textOf(row.name_id), name: textOf(row.name), category: textOf(row.category) },
          ...{ unit: textOf(row.unit), intervalMs: numberOf(row.interval_ms) },
        },
        firstAt: row.first_at === null ? null : numberOf(row.first_at),
        lastAt: row.last_at === null ? null : numberOf(row.last_at),
      })
    }
  }

  find(ref: SeriesRef): SeriesEntry | undefined {
    return this.#byKey.get(seriesKey(ref))
  }

  byId(id: number): SeriesEntry | undefined {
    return this.#byId.get(id)
  }

  all(): Iterable<SeriesEntry> {
    return this.#byId.values()
  }

  /** These, in this order, or all; only of these kinds. */
  chosen(series: readonly SeriesRef[] | null, kinds: readonly SeriesKind[]): SeriesEntry[] {
    const chosen = series === null ? [...this.all()] : series.flatMap(ref => this.find(ref) ?? [])
    return chosen.filter(({ facts }) => kinds.includes(facts.kind))
  }

  describe(facts: SeriesFacts): void {
    const { kind, id, name, category, unit, intervalMs } = facts
    const row = this.#database
      .prepare(
        `INSERT INTO series (kind, name_id, name, category, unit, interval_ms) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET name = excluded.name, category = excluded.category, unit = excluded.unit,
           interval_ms = excluded.interval_ms
         RETURNING id`,
      )
      .get(kind, id, name, category, unit, intervalMs)
    const known = this.find(facts)
    const { firstAt = null, lastAt = null } = known ?? {}
    this.#keep({ id: numberOf(row?.id), facts, firstAt, lastAt })
  }

  /** Notes the moments of results that are packed now, in the order in which they came. */
  packed(entry: SeriesEntry, firstAt: number, lastAt: number): void {
    const next = { ...entry, firstAt: entry.firstAt ?? firstAt, lastAt }
    this.#database
      .prepare('UPDATE series SET first_at = ?, last_at = ? WHERE id = ?')
      .run(next.firstAt, next.lastAt, entry.id)
    this.#keep(next)
  }

  remove(entry: SeriesEntry): void {
    this.#database.prepare('DELETE FROM series WHERE id = ?').run(entry.id)
    this.#byKey.delete(seriesKey(entry.facts))
    this.#byId.delete(entry.id)
  }

  #keep(entry: SeriesEntry): void {
    this.#byKey.set(seriesKey(entry.facts), entry)
    this.#byId.set(entry.id, entry)
  }
}
