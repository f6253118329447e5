import type pg from 'pg'
import { z } from 'zod'
import { BadAnswer, ConnectionClosed, explainBadAnswer } from './bad-answer.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { explainFailure } from './explain-failure.ts'
import { explainPostgresError } from './explain-postgres-error.ts'
import { inSeconds, passedDeadline } from './passed-deadline.ts'
import type { PostgresStream } from './postgres-stream.ts'
import type { PostgresTarget, PostgresUrl } from './postgres-target.ts'

/** How far a check has come. */
export interface PostgresProgress {
  step: 'connecting' | 'securing' | 'login' | 'asking' | 'counting' | 'query'
  stream: PostgresStream | null
}

/** What a failed check was about. */
export interface PostgresAttempt {
  readonly url: PostgresUrl
  readonly target: PostgresTarget
  readonly context: CheckContext
  readonly DatabaseError: typeof pg.DatabaseError
}

/** Turns whatever a check threw into what to tell, or the reason for which it was aborted. */
export function whyPostgresFailed(
  error: unknown,
  progress: PostgresProgress,
  { url, target, context, DatabaseError }: PostgresAttempt,
): unknown {
  if (context.signal.aborted) {
    return passedDeadline(context.signal)
      ? new CheckFailure('timeout', tooSlow(progress, url, target, context.timeoutMs))
      : context.signal.reason
  }
  if (error instanceof BadAnswer) return explainBadBytes(error, progress, url)
  if (error instanceof ConnectionClosed) return new CheckFailure('protocol', closed(progress, url))
  if (error instanceof DatabaseError && error.code !== undefined) {
    const { step } = progress
    const stage = step === 'asking' || step === 'counting' || step === 'query' ? step : 'login'
    return explainPostgresError(
      { code: error.code, message: error.message },
      { ...url, stage, table: target.countRowsOf },
    )
  }
  if (error instanceof z.ZodError) {
    return new CheckFailure(
      'protocol',
      `What answers at ${url.server} does not answer as PostgreSQL does. Check the port.`,
    )
  }
  if (error instanceof Error && error.message.startsWith('SASL')) return explainLogin(error, url)
  const explained = explainFailure(error, { subject: 'PostgreSQL', address: url.server, host: url.host })
  return new CheckFailure(explained.failure, explained.message)
}

function tooSlow(
  progress: PostgresProgress,
  url: PostgresUrl,
  target: PostgresTarget,
  timeoutMs: number,
): string {
  const within = `within ${inSeconds(timeoutMs)}`
  const server = `PostgreSQL at ${url.server}`
  switch (progress.step) {
    case 'connecting':
      return `${server} did not answer the connection attempt ${within}. Check the network and the firewalls between.`
    case 'securing':
      return `${server} accepted the connection but did not finish the TLS handshake ${within}. Check the port.`
    case 'login':
      return progress.stream?.bytesReceived
        ? `${server} began to answer the login but did not finish ${within}. It may be overloaded.`
        : `${server} accepted the connection but said nothing ${within}. It may be frozen or overloaded, or something else listens there.`
    case 'asking':
      return `${server} let the check in but did not answer SELECT 1 ${within}. It may be overloaded.`
    case 'counting':
      return `${server} did not finish counting the rows of "${target.countRowsOf}" ${within}. Raise the timeout or count a smaller table.`
    case 'query':
      return `${server} did not answer the query ${within}. Raise the timeout or ask for less.`
  }
}

/** Once the login is done it is PostgreSQL that answers, and the operator's query that brings what cannot be taken. */
function explainBadBytes(error: BadAnswer, progress: PostgresProgress, url: PostgresUrl): CheckFailure {
  if (progress.step === 'query') {
    return error.problem === 'stranger'
      ? new CheckFailure('misconfigured', 'The query is not answered with rows. Write a SELECT.')
      : new CheckFailure('misconfigured', 'The query returned far too much. Let it return one value.')
  }
  const firstBytes = progress.stream?.firstBytes ?? new Uint8Array()
  return explainBadAnswer(error, { subject: 'PostgreSQL', server: url.server, firstBytes })
}

function closed(progress: PostgresProgress, url: PostgresUrl): string {
  return progress.step === 'login'
    ? `PostgreSQL at ${url.server} closed the connection without answering the login. Check the port, and its log.`
    : `PostgreSQL at ${url.server} closed the connection while it was being asked. Look at its log.`
}

/** The driver's own complaints about the exchange of passwords (SCRAM). */
function explainLogin(error: Error, url: PostgresUrl): CheckFailure {
  if (error.message.includes('password must be')) {
    return new CheckFailure(
      'auth',
      `PostgreSQL at ${url.server} asks user "${url.user}" for a password, and none is given. Add it to the connection URL.`,
    )
  }
  return new CheckFailure(
    'auth',
    `The exchange of passwords with PostgreSQL at ${url.server} failed. Check that it is the server you mean.`,
  )
}
