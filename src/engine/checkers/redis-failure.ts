import type { Socket } from 'node:net'
import { BadAnswer, explainBadAnswer } from './bad-answer.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { explainFailure } from './explain-failure.ts'
import { explainRedisError } from './explain-redis-error.ts'
import { inSeconds, passedDeadline } from './passed-deadline.ts'
import type { RedisReplies } from './redis-replies.ts'
import type { RedisUrl } from './redis-target.ts'

/** How far a check has come. */
export interface RedisProgress {
  step: 'connecting' | 'securing' | 'asking' | 'writing' | 'reading'
  /** Once there is a connection: its socket, and what came over it. */
  connection: { readonly socket: Socket; readonly replies: RedisReplies } | null
}

/** Turns whatever a check threw into what to tell, or the reason for which it was aborted. */
export function whyRedisFailed(
  error: unknown,
  progress: RedisProgress,
  url: RedisUrl,
  context: CheckContext,
): unknown {
  if (context.signal.aborted) {
    return passedDeadline(context.signal)
      ? new CheckFailure('timeout', tooSlow(progress, url, context.timeoutMs))
      : context.signal.reason
  }
  if (error instanceof CheckFailure) return error
  const { connection } = progress
  // The driver only says that the connection is closed; the socket knows why.
  const cause = connection?.socket.errored ?? error
  if (cause instanceof BadAnswer) return explainBadBytes(cause, url, connection?.replies)
  const said = connection?.replies.lastError
  if (said !== null && said !== undefined) return explainRedisError(said, url)
  if (connection !== null && connection.socket.errored === null) {
    return new CheckFailure(
      'protocol',
      `Redis at ${url.server} closed the connection without answering. Check the port, its log, and whether it wants TLS (rediss://).`,
    )
  }
  const explained = explainFailure(cause, { subject: 'Redis', address: url.server, host: url.host })
  return new CheckFailure(explained.failure, explained.message)
}

function explainBadBytes(error: BadAnswer, url: RedisUrl, replies: RedisReplies | undefined): CheckFailure {
  const firstBytes = replies?.firstBytes ?? new Uint8Array()
  return explainBadAnswer(error, { subject: 'Redis', server: url.server, firstBytes })
}

function tooSlow(progress: RedisProgress, url: RedisUrl, timeoutMs: number): string {
  const within = `within ${inSeconds(timeoutMs)}`
  const server = `Redis at ${url.server}`
  switch (progress.step) {
    case 'connecting':
      return `${server} did not answer the connection attempt ${within}. Check the network and the firewalls between.`
    case 'securing':
      return `${server} accepted the connection but did not finish the TLS handshake ${within}. Check the port, and whether it speaks TLS at all.`
    case 'asking':
      return progress.connection?.replies.total
        ? `${server} began to answer PING but did not finish ${within}. It may be overloaded.`
        : `${server} accepted the connection but said nothing ${within}. It may be frozen or overloaded, or something else listens there.`
    case 'writing':
      return `${server} answered PING but did not finish set, get and delete ${within}. It may be overloaded.`
    case 'reading':
      return `${server} answered PING but not INFO ${within}. It may be overloaded.`
  }
}
