// The thread that has the history's file: node:sqlite waits for the disk, and no check may wait with it.
import { parentPort } from 'node:worker_threads'
import { createBirpc } from 'birpc'
import type { HistoryWriterCalls, OpenedFile, WriterAnswer } from './history-writer-calls.ts'
import { keepDamaged } from './keep-damaged.ts'
import { DamagedFile, inspectDatabase, NewerFile } from './open-database.ts'
import { sqliteFailure } from './sqlite-failure.ts'
import { SqliteHistory } from './sqlite-history.ts'

/** The calls of the other thread, on one file. */
function historyWriter(): HistoryWriterCalls {
  let file = ''
  let history: SqliteHistory | null = null
  const opened = (): SqliteHistory => {
    if (history === null) throw new Error('it is not open')
    return history
  }
  const answer = async <T>(run: () => T | Promise<T>, about = file): Promise<WriterAnswer<T>> => {
    try {
      return { ok: true, value: await run() }
    } catch (error) {
      return { ok: false, problem: problemOf(error, about) }
    }
  }
  return {
    open: (path, now, isDamaged) =>
      answer(() => {
        file = path
        const result = openFile(path, now, isDamaged)
        history = result.history
        return result.opened
      }, path),
    inspect: path => answer(() => inspectDatabase(path), path),
    close: () =>
      answer(() => {
        history?.close()
        history = null
      }),
    write: batch => answer(() => opened().write(batch)),
    maintain: (now, retention) => answer(() => opened().maintain(now, retention)),
    series: () => answer(() => opened().series()),
    chart: query => answer(() => opened().chart(query)),
    spans: query => answer(() => opened().spans(query)),
    uptime: query => answer(() => opened().uptime(query)),
    summary: query => answer(() => opened().summary(query)),
    latest: (kinds, perSeries, sinceMs) => answer(() => opened().latest(kinds, perSeries, sinceMs)),
    page: query => answer(() => opened().page(query)),
    info: () => answer(() => opened().info()),
    backup: path => answer(() => opened().backup(path), path),
  }
}

/** Opens a file; a damaged one is kept aside, and a new one made. */
function openFile(
  file: string,
  now: number,
  isDamaged: boolean,
): { readonly history: SqliteHistory; readonly opened: OpenedFile } {
  if (!isDamaged) {
    try {
      return { history: new SqliteHistory(file), opened: { keptAside: null } }
    } catch (error) {
      if (!problemOf(error, file).isDamaged) throw error
    }
  }
  const keptAside = keepDamaged(file, now)
  return { history: new SqliteHistory(file), opened: { keptAside } }
}

function problemOf(error: unknown, file: string) {
  if (error instanceof NewerFile) {
    return {
      message: `${file} was made by a newer Traylight. Install that, or move the file away to begin a new history.`,
      isDamaged: false,
    }
  }
  if (error instanceof DamagedFile) return { message: `${file} is damaged.`, isDamaged: true }
  return sqliteFailure(error, file)
}

const port = parentPort
if (port !== null) {
  createBirpc<Record<string, never>, HistoryWriterCalls>(historyWriter(), {
    post: message => port.postMessage(message),
    on: listener => port.on('message', listener),
  })
}
