import { CheckFailure, type FailureKind } from './checker.ts'

/** What PostgreSQL said: its SQLSTATE and its own words. */
export interface PostgresError {
  readonly code: string
  readonly message: string
}

/** What it was asked. */
export interface PostgresQuestion {
  /** Host and port. */
  readonly server: string
  readonly user: string
  readonly database: string
  /** What was being done: the login, the statements of every check, counting rows, or the operator's query. */
  readonly stage: 'login' | 'asking' | 'counting' | 'query'
  readonly table: string | undefined
}

type Wording = (about: PostgresQuestion, error: PostgresError) => readonly [FailureKind, string]

/** By SQLSTATE (PostgreSQL documentation, "Error Codes"). */
const WORDINGS: Readonly<Record<string, Wording>> = {
  '28P01': a => [
    'auth',
    `PostgreSQL at ${a.server} rejected the password of user "${a.user}". Correct it in the connection URL.`,
  ],
  '28000': explainRefusedUser,
  '3D000': a => [
    'misconfigured',
    `There is no database "${a.database}" on PostgreSQL at ${a.server}. Create it or correct its name in the connection URL.`,
  ],
  '42P01': (a, e) =>
    a.stage === 'query'
      ? explainQuery(a, e)
      : [
          'misconfigured',
          `There is no table "${a.table}" in database "${a.database}" on ${a.server}. Check its spelling, and name its schema if that is not public.`,
        ],
  '42501': explainDenied,
  '42809': (a, e) =>
    a.stage === 'query'
      ? explainQuery(a, e)
      : ['misconfigured', `"${a.table}" in database "${a.database}" on ${a.server} is not a table.`],
  '53300': a => [
    'unexpected',
    `PostgreSQL at ${a.server} has no connection left to give. Close idle ones or raise max_connections.`,
  ],
  '53100': a => ['unexpected', `PostgreSQL at ${a.server} has no disk space left. Make room on its disk.`],
  '53200': a => ['unexpected', `PostgreSQL at ${a.server} is out of memory.`],
  '57P03': a => [
    'unexpected',
    `PostgreSQL at ${a.server} runs but lets nobody in yet: it is starting, stopping or recovering. Wait, and read its log if this lasts.`,
  ],
  '57P01': a => ['unexpected', `PostgreSQL at ${a.server} was shut down while it was being asked.`],
  '57P02': a => ['unexpected', `PostgreSQL at ${a.server} crashed while it was being asked. Read its log.`],
  '57014': explainTooSlow,
  '25006': (a, e) =>
    a.stage === 'query'
      ? ['misconfigured', 'The query tries to write. A check only reads: write a SELECT.']
      : explainOther(a, e),
}

/** Puts what PostgreSQL answered into a sentence that says what to do. */
export function explainPostgresError(error: PostgresError, about: PostgresQuestion): CheckFailure {
  const known = Object.hasOwn(WORDINGS, error.code) ? WORDINGS[error.code] : undefined
  // Of these classes the server is the cause, whatever it was asked.
  const isQuery = about.stage === 'query' && !/^(08|53|57|58|F0|XX)/.test(error.code)
  const [failure, message] = (known ?? (isQuery ? explainQuery : explainOther))(about, error)
  return new CheckFailure(failure, message)
}

function explainRefusedUser(about: PostgresQuestion, error: PostgresError): readonly [FailureKind, string] {
  if (/role ".*" does not exist/.test(error.message)) {
    return [
      'auth',
      `PostgreSQL at ${about.server} has no user "${about.user}". Create it or correct its name.`,
    ]
  }
  if (/no encryption|SSL off/.test(error.message)) {
    return [
      'auth',
      `PostgreSQL at ${about.server} refuses user "${about.user}" without TLS, or from this machine. Switch TLS on for this monitor, or allow it in pg_hba.conf.`,
    ]
  }
  return [
    'auth',
    `PostgreSQL at ${about.server} does not let user "${about.user}" into database "${about.database}" from this machine. Allow it in pg_hba.conf.`,
  ]
}

function explainDenied(about: PostgresQuestion, error: PostgresError): readonly [FailureKind, string] {
  if (about.stage === 'counting') {
    return [
      'auth',
      `User "${about.user}" may not read table "${about.table}" on ${about.server}. Grant it SELECT there.`,
    ]
  }
  if (about.stage === 'login') {
    return [
      'auth',
      `User "${about.user}" may not connect to database "${about.database}" on ${about.server}. Grant it CONNECT there.`,
    ]
  }
  return [
    'auth',
    `User "${about.user}" lacks a permission on ${about.server}: ${firstLine(error)}. Grant it, or ask for less.`,
  ]
}

function explainTooSlow(about: PostgresQuestion): readonly [FailureKind, string] {
  const what =
    about.stage === 'counting'
      ? `Counting the rows of "${about.table}"`
      : about.stage === 'query'
        ? 'The query'
        : 'A simple question'
  const advice = about.stage === 'asking' ? 'It may be overloaded.' : 'Raise the timeout or ask for less.'
  return ['timeout', `${what} took PostgreSQL at ${about.server} longer than the timeout allows. ${advice}`]
}

function explainQuery(about: PostgresQuestion, error: PostgresError): readonly [FailureKind, string] {
  return [
    'misconfigured',
    `PostgreSQL at ${about.server} does not accept the query: ${firstLine(error)}. Correct the query.`,
  ]
}

function explainOther(about: PostgresQuestion, error: PostgresError): readonly [FailureKind, string] {
  return [
    'unexpected',
    `PostgreSQL at ${about.server} answered with an error: ${firstLine(error)} (${error.code}). Look it up in its log.`,
  ]
}

function firstLine(error: PostgresError): string {
  return (error.message.split('\n', 1)[0] ?? '').slice(0, 200).replace(/[.!]+$/, '')
}
