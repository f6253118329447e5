import { CheckFailure, type FailureKind } from './checker.ts'

/** What an error is about: "PostgreSQL" at "127.0.0.1:5432". */
export interface FailureSubject {
  /** Who did not answer, as the sentence's subject: "PostgreSQL", "The server". */
  readonly subject: string
  /** Where, without credentials. */
  readonly address: string
  readonly host?: string | null
}

/** A failure in words for a person, and its kind. */
export interface ExplainedFailure {
  readonly failure: FailureKind
  readonly message: string
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return undefined
}

/** The innermost error that names a cause: AggregateErrors (one per address tried) and `cause` chains are opened. */
function rootCause(error: unknown, depth = 0): unknown {
  if (depth > 5) return error
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0], depth + 1)
  if (error instanceof Error && error.cause !== undefined && !(error instanceof CheckFailure)) {
    return rootCause(error.cause, depth + 1)
  }
  return error
}

type Wording = (about: FailureSubject) => string

const WORDINGS: Readonly<Record<string, readonly [FailureKind, Wording]>> = {
  ECONNREFUSED: ['refused', a => `${a.subject} refused the connection on ${a.address}. Is it running?`],
  ECONNRESET: ['protocol', a => `${a.subject} at ${a.address} broke off the connection before it answered.`],
  EPIPE: ['protocol', a => `${a.subject} at ${a.address} closed the connection while it was being asked.`],
  UND_ERR_SOCKET: [
    'protocol',
    a => `${a.subject} at ${a.address} broke off the connection before it answered.`,
  ],
  ETIMEDOUT: ['timeout', a => `${a.subject} at ${a.address} did not answer the connection attempt in time.`],
  EHOSTUNREACH: ['unreachable', a => `There is no route to ${a.address}. Check the network or the VPN.`],
  ENETUNREACH: [
    'unreachable',
    a => `The network of ${a.address} cannot be reached from here. Check the network or the VPN.`,
  ],
  EHOSTDOWN: ['unreachable', a => `The host of ${a.address} is down or does not answer.`],
  EADDRNOTAVAIL: ['unreachable', a => `This machine has no address from which to reach ${a.address}.`],
  ENOTFOUND: [
    'unreachable',
    a => `The name ${a.host ?? a.address} was not found. Check its spelling and DNS.`,
  ],
  EAI_AGAIN: [
    'unreachable',
    a => `The name ${a.host ?? a.address} could not be looked up: the DNS server does not answer.`,
  ],
  EACCES: ['misconfigured', a => `This user may not access ${a.address}.`],
  EPERM: ['misconfigured', a => `This user may not access ${a.address}.`],
  EMFILE: [
    'misconfigured',
    () =>
      'This machine has no more file handles free. Raise the limit (ulimit -n) or run fewer checks at once.',
  ],
  HPE_HEADER_OVERFLOW: [
    'protocol',
    a => `${a.subject} at ${a.address} sends more headers than are read (16 KiB).`,
  ],
  UND_ERR_HEADERS_OVERFLOW: [
    'protocol',
    a => `${a.subject} at ${a.address} sends more headers than are read (16 KiB).`,
  ],
  CERT_HAS_EXPIRED: ['tls', a => `The certificate of ${a.address} has expired. Renew it.`],
  CERT_NOT_YET_VALID: [
    'tls',
    a => `The certificate of ${a.address} is not valid yet. Check the clocks on both sides.`,
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'tls',
    a => `The certificate of ${a.address} is self-signed. Trust its authority or allow it for this monitor.`,
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'tls',
    a => `The certificate of ${a.address} is signed by an authority this machine does not trust.`,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'tls',
    a =>
      `The certificate of ${a.address} cannot be verified: its chain is incomplete or its authority unknown.`,
  ],
  UNABLE_TO_GET_ISSUER_CERT: [
    'tls',
    a => `The certificate of ${a.address} cannot be verified: its chain is incomplete.`,
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'tls',
    a => `The certificate of ${a.address} is signed by an authority this machine does not trust.`,
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls', a => `The certificate at ${a.address} was issued for another name.`],
  EPROTO: [
    'tls',
    a => `${a.subject} at ${a.address} does not speak TLS there, or no version this machine accepts.`,
  ],
  ERR_SSL_WRONG_VERSION_NUMBER: [
    'tls',
    a => `${a.subject} at ${a.address} does not speak TLS there. Is it plain text?`,
  ],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: [
    'tls',
    a => `${a.subject} at ${a.address} does not speak TLS there. Is it plain text?`,
  ],
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: [
    'tls',
    a => `${a.subject} at ${a.address} speaks no TLS version this machine accepts.`,
  ],
}

/**
 * Puts any thrown value into a sentence that says what happened, to what, and what to do next. Never a stack trace;
 * an unknown error keeps its own first line.
 */
export function explainFailure(error: unknown, about: FailureSubject): ExplainedFailure {
  if (error instanceof CheckFailure) return { failure: error.failure, message: error.message }
  const cause = rootCause(error)
  if (cause instanceof CheckFailure) return { failure: cause.failure, message: cause.message }
  const code = codeOf(cause) ?? codeOf(error)
  const known = code === undefined ? undefined : WORDINGS[code]
  if (known) return { failure: known[0], message: known[1](about) }
  if (code?.startsWith('HPE_') || (cause instanceof Error && cause.name === 'HTTPParserError')) {
    return {
      failure: 'protocol',
      message: `${about.subject} at ${about.address} answers with something that is not HTTP.`,
    }
  }
  if (code?.startsWith('ERR_SSL_')) {
    return { failure: 'tls', message: `The TLS handshake with ${about.address} failed (${code}).` }
  }
  const text = cause instanceof Error ? cause.message : String(cause)
  const firstLine = text.split('\n', 1)[0]?.slice(0, 300) ?? ''
  return {
    failure: 'unexpected',
    message: `${about.subject} at ${about.address}: ${firstLine || 'failed without saying why.'}`,
  }
}
