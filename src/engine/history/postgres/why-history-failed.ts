import type pg from 'pg'
import { explainFailure } from '../../checkers/explain-failure.ts'
import { explainPostgresError } from '../../checkers/explain-postgres-error.ts'
import { HistoryFailure } from '../history-store.ts'
import type { HistoryUrl } from './history-url.ts'

/** What the history was about. */
export type Stage = 'open' | 'read' | 'write'

const WAITS = 'What is found meanwhile is kept in memory and written when it can be.'

/** Why the database did not do what the history asked of it, in words without its password. */
export function whyHistoryFailed(
  error: unknown,
  url: HistoryUrl,
  stage: Stage,
  DatabaseError: typeof pg.DatabaseError,
): HistoryFailure {
  if (error instanceof HistoryFailure) return error
  const reason =
    error instanceof DatabaseError && error.code !== undefined
      ? explainAnswer(error.code, error.message, url)
      : explainSilence(error, url)
  const words = stage === 'write' ? `The history is not written. ${reason} ${WAITS}` : reason
  return new HistoryFailure(words, { cause: error })
}

/** By SQLSTATE (PostgreSQL documentation, "Error Codes"). */
function explainAnswer(code: string, message: string, { postgres, schema }: HistoryUrl): string {
  const { server, user, database } = postgres
  switch (code) {
    case '57014':
      return `PostgreSQL at ${server} took too long for the history. It may be overloaded.`
    case '25006':
      return `PostgreSQL at ${server} can only be read. If it is a standby, give the address of the primary in history.url.`
    case '42501':
      return `User "${user}" may not use schema "${schema}" in database "${database}" on ${server}. Let it own that schema, or grant it CREATE on the database.`
    case '42P01':
    case '3F000':
      return `Tables of the history are missing in schema "${schema}" of database "${database}" on ${server}. Restore them, or restart Traylight to have them made anew.`
    case '28000':
      if (!/no encryption|SSL off/.test(message)) break
      return `PostgreSQL at ${server} refuses user "${user}" without TLS, or from this machine. Add sslmode=verify-full to history.url, or allow it in pg_hba.conf.`
  }
  return explainPostgresError(
    { code, message },
    { ...{ server, user, database }, stage: 'login', table: undefined },
  ).message
}

function explainSilence(error: unknown, { postgres }: HistoryUrl): string {
  const { server, user, host } = postgres
  const text = error instanceof Error ? error.message : ''
  if (text.includes('client password must be')) {
    return `PostgreSQL at ${server} asks user "${user}" for a password, and none is given. Add it to history.url.`
  }
  if (text.startsWith('SASL')) {
    return `The exchange of passwords with PostgreSQL at ${server} failed. Check that it is the server you mean.`
  }
  if (/after calling end|was closed/.test(text)) return 'The history is closed.'
  if (/timeout/i.test(text))
    return `PostgreSQL at ${server} does not answer. Check that it runs and can be reached.`
  if (/Connection terminated/.test(text))
    return `PostgreSQL at ${server} broke off the connection. Look at its log.`
  if (text === 'The server does not support SSL connections') {
    return `PostgreSQL at ${server} does not offer TLS. Switch it on there (ssl = on), or leave sslmode out of history.url.`
  }
  return explainFailure(error, { subject: 'PostgreSQL', address: server, host }).message
}
