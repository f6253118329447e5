import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { StatusSpan } from '#shared/history.ts'
import type { SeriesTimes, SpanQuery, SpanStart, UptimeQuery } from '../history-store.ts'
import { statusTimes } from '../status-times.ts'
import type { SeriesEntry, SeriesTable } from './series-table.ts'
import { numberOf, textOf } from './sql-values.ts'
import { codeOfExcuse, codeOfStatus, excuseOfCode, statusOfCode } from './status-codes.ts'

interface OpenSpan {
  readonly fromMs: number
  readonly number: number
}

const COLUMNS = 'series, from_ms, to_ms, status, excuse, message'

/** From when to when each thing had which status. */
export class SpanTable {
  readonly #database: DatabaseSync
  readonly #series: SeriesTable
  readonly #open = new Map<number, OpenSpan>()
  readonly #end: StatementSync
  readonly #begin: StatementSync

  constructor(database: DatabaseSync, series: SeriesTable) {
    this.#database = database
    this.#series = series
    this.#end = database.prepare('UPDATE spans SET to_ms = ? WHERE series = ? AND from_ms = ? AND number = ?')
    this.#begin = database.prepare(
      `INSERT INTO spans (number, ${COLUMNS})
       SELECT coalesce(max(number) + 1, 0), ?1, ?2, NULL, ?3, ?4, ?5 FROM spans WHERE series = ?1 AND from_ms = ?2
       RETURNING number`,
    )
    this.reload()
  }

  /** Ends what was open when Traylight last watched: it did not end it itself. */
  endAll(at: number): void {
    this.#database.prepare('UPDATE spans SET to_ms = max(from_ms, ?) WHERE to_ms IS NULL').run(at)
    this.#open.clear()
  }

  /** Forgets what a transaction that failed has said. */
  reload(): void {
    this.#open.clear()
    const rows = this.#database.prepare('SELECT series, from_ms, number FROM spans WHERE to_ms IS NULL').all()
    for (const { series, from_ms, number } of rows) {
      this.#open.set(numberOf(series), { fromMs: numberOf(from_ms), number: numberOf(number) })
    }
  }

  start({ kind, id, at, status, excuse, message }: SpanStart): void {
    const series = this.#series.find({ kind, id })?.id
    if (series === undefined) return
    const open = this.#open.get(series)
    if (open !== undefined) this.#end.run(Math.max(open.fromMs, at), series, open.fromMs, open.number)
    this.#open.delete(series)
    if (status === null) return
    const row = this.#begin.get(series, at, codeOfStatus(status), codeOfExcuse(excuse), message)
    this.#open.set(series, { fromMs: at, number: numberOf(row?.number) })
  }

  find({ series, kinds, fromMs, toMs, limit }: SpanQuery): StatusSpan[] {
    const entries = this.#series.chosen(series, kinds)
    // One query for each while they are few, since the file has them by series.
    const rows =
      entries.length <= 100
        ? entries.flatMap(({ id }) => this.#touching(fromMs, toMs, 'AND series = ?', id))
        : this.#touching(fromMs, toMs, '')
    const wanted = new Map(entries.map(entry => [entry.id, entry]))
    return rows
      .flatMap(row => {
        const entry = wanted.get(numberOf(row[0]))
        return entry === undefined ? [] : [spanOf(entry, row)]
      })
      .sort((a, b) => a.fromMs - b.fromMs)
      .slice(0, limit)
  }

  uptime({ series, kinds, windows }: UptimeQuery): SeriesTimes[] {
    const entries = this.#series.chosen(series, kinds)
    const fromMs = Math.min(...windows.map(window => window.fromMs))
    const toMs = Math.max(...windows.map(window => window.toMs))
    const firsts = this.#firsts()
    const isFew = entries.length <= 100
    const bySeries = Map.groupBy(
      isFew
        ? entries.flatMap(({ id }) => this.#touching(fromMs, toMs, 'AND series = ?', id))
        : this.#touching(fromMs, toMs, ''),
      row => numberOf(row[0]),
    )
    return entries.map(entry => {
      const { kind, id } = entry.facts
      const spans = (bySeries.get(entry.id) ?? []).map(row => spanOf(entry, row))
      const first = firsts.get(entry.id)
      return {
        ...{ kind, id },
        windows: windows.map(window => statusTimes(spans, window.fromMs, window.toMs, first)),
      }
    })
  }

  /** Drops what ended before; answers how many that were. */
  dropBefore(at: number): number {
    return Number(this.#database.prepare('DELETE FROM spans WHERE to_ms < ?').run(at).changes)
  }

  get count(): number {
    return numberOf(this.#database.prepare('SELECT count(*) AS n FROM spans').get()?.n)
  }

  has(series: number): boolean {
    return this.#database.prepare('SELECT 1 FROM spans WHERE series = ? LIMIT 1').get(series) !== undefined
  }

  /** When each was first watched. */
  #firsts(): Map<number, number> {
    const rows = this.#database
      .prepare(
        `SELECT id, (SELECT from_ms FROM spans WHERE series = id ORDER BY from_ms LIMIT 1) AS first
         FROM series WHERE first IS NOT NULL`,
      )
      .all()
    return new Map(rows.map(({ id, first }) => [numberOf(id), numberOf(first)]))
  }

  #touching(fromMs: number, toMs: number, and: string, ...more: readonly number[]): SQLOutputValue[][] {
    const statement = this.#database.prepare(
      `SELECT ${COLUMNS} FROM spans WHERE from_ms < ? AND (to_ms IS NULL OR to_ms > ?) ${and} ORDER BY series, from_ms`,
    )
    return statement.all(toMs, fromMs, ...more).map(row => Object.values(row))
  }
}

function spanOf({ facts: { kind, id } }: SeriesEntry, row: readonly SQLOutputValue[]): StatusSpan {
  const [, fromMs, toMs, status, excuse, message] = row
  return {
    ...{ kind, id, fromMs: numberOf(fromMs), toMs: toMs === null ? null : numberOf(toMs) },
    status: statusOfCode(numberOf(status)) ?? 'unknown',
    excuse: excuseOfCode(numberOf(excuse)),
    message: textOf(message),
  }
}
