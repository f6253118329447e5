import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { StatusSpan } from '#shared/history.ts'
import type { SeriesTimes, SpanQuery, SpanStart, UptimeQuery } from '../history-store.ts'
import { StatusTimesSum } from '../status-times.ts'
import type { SeriesEntry, SeriesTable } from './series-table.ts'
import { numberOf, textOf } from './sql-values.ts'
import { codeOfExcuse, codeOfStatus, excuseOfCode, statusOfCode } from './status-codes.ts'

/** So many series are asked for one by one, since the file has their spans together. */
const FEW = 100

const COLUMNS = 'series, from_ms, to_ms, status, excuse, message'

/** From when to when each thing had which status. */
export class SpanTable {
  readonly #database: DatabaseSync
  readonly #series: SeriesTable
  readonly #takeBack: StatementSync
  readonly #end: StatementSync
  readonly #begin: StatementSync

  constructor(database: DatabaseSync, series: SeriesTable) {
    this.#database = database
    this.#series = series
    this.#takeBack = database.prepare('DELETE FROM spans WHERE series = ? AND from_ms >= ?')
    // The latest is the only one that can last until now: none overlaps another.
    this.#end = database.prepare(
      `UPDATE spans SET to_ms = min(coalesce(to_ms, ?1), ?1) WHERE series = ?2
       AND from_ms = (SELECT max(from_ms) FROM spans WHERE series = ?2)`,
    )
    this.#begin = database.prepare(`INSERT INTO spans (${COLUMNS}) VALUES (?, ?, NULL, ?, ?, ?)`)
  }

  /** Ends what was open when Traylight last watched: it did not end it itself. */
  endAll(at: number): void {
    this.#database.prepare('UPDATE spans SET to_ms = max(from_ms, ?) WHERE to_ms IS NULL').run(at)
  }

  start({ kind, id, at: moment, status, excuse, message }: SpanStart): void {
    const series = this.#series.find({ kind, id })?.id
    if (series === undefined) return
    const at = Math.round(moment)
    this.#takeBack.run(series, at)
    this.#end.run(at, series)
    if (status !== null) this.#begin.run(series, at, codeOfStatus(status), codeOfExcuse(excuse), message)
  }

  find({ series, kinds, fromMs, toMs, limit }: SpanQuery): StatusSpan[] {
    const entries = this.#series.chosen(series, kinds)
    const rows =
      entries.length <= FEW
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
    const sums = new Map(
      entries.map(({ id }) => [id, windows.map(({ fromMs, toMs }) => new StatusTimesSum(fromMs, toMs))]),
    )
    const range = [
      Math.max(...windows.map(({ toMs }) => toMs)),
      Math.min(...windows.map(({ fromMs }) => fromMs)),
    ]
    if (entries.length <= FEW) {
      const ofOne = this.#lasting('AND series = ?')
      for (const { id } of entries) addSpans(sums, ofOne.all(...range, id))
    } else addSpans(sums, this.#lasting('').all(...range))
    const firsts = this.#firsts()
    return entries.map(({ id, facts }) => ({
      ...{ kind: facts.kind, id: facts.id },
      windows: (sums.get(id) ?? []).map(sum => sum.times(firsts.get(id) ?? Number.POSITIVE_INFINITY)),
    }))
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

  /** Without their messages, as plain arrays: of a year there may be hundreds of thousands. */
  #lasting(and: string): StatementSync {
    // Nearly all of them are wanted, so that an index would only be in the way.
    const statement = this.#database.prepare(
      `SELECT series, status, excuse, from_ms, to_ms FROM spans
       WHERE from_ms < ? AND (to_ms IS NULL OR +to_ms > ?) ${and}`,
    )
    statement.setReturnArrays(true)
    return statement
  }

  #touching(fromMs: number, toMs: number, and: string, ...more: readonly number[]): SQLOutputValue[][] {
    const statement = this.#database.prepare(
      `SELECT ${COLUMNS} FROM spans WHERE from_ms < ? AND (to_ms IS NULL OR to_ms > ?) ${and} ORDER BY series, from_ms`,
    )
    return statement.all(toMs, fromMs, ...more).map(row => Object.values(row))
  }
}

/** Adds spans as `#lasting` has them. */
function addSpans(
  sums: ReadonlyMap<number, readonly StatusTimesSum[]>,
  rows: readonly Record<string, SQLOutputValue>[],
): void {
  for (const row of rows) {
    const status = statusOfCode(numberOf(row[1])) ?? 'unknown'
    const excuse = excuseOfCode(numberOf(row[2]))
    const from = numberOf(row[3])
    const to = row[4] === null ? null : numberOf(row[4])
    for (const sum of sums.get(numberOf(row[0])) ?? []) sum.add(status, excuse, from, to)
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
