import { CheckFailure, type FailureKind } from './checker.ts'
import type { RedisUrl } from './redis-target.ts'

type Wording = (url: RedisUrl) => readonly [FailureKind, string]

const wrongPassword: Wording = url => [
  'auth',
  `Redis at ${url.server} rejected the password${url.user === null ? '' : ` of user "${url.user}"`}. Correct it in the connection URL.`,
]

/** By the beginning of what Redis says. */
const WORDINGS: readonly (readonly [RegExp, Wording])[] = [
  [
    /^NOAUTH/,
    url => [
      'auth',
      `Redis at ${url.server} asks for a password. Add it to the connection URL of this monitor.`,
    ],
  ],
  [/^WRONGPASS|^ERR invalid password/, wrongPassword],
  [
    /^NOPERM/,
    url => [
      'auth',
      `User "${url.user ?? 'default'}" of Redis at ${url.server} may not run a command that the check needs. Allow it (ACL SETUSER), or switch the write test off.`,
    ],
  ],
  [
    /^READONLY/,
    url => [
      'misconfigured',
      `Redis at ${url.server} is a read-only replica, so the write test cannot pass. Switch the write test off for this monitor, or point it at the primary.`,
    ],
  ],
  [
    /^OOM/,
    url => [
      'unexpected',
      `Redis at ${url.server} has reached its memory limit and takes no more writes. Raise maxmemory, set an eviction policy, or delete keys.`,
    ],
  ],
  [
    /^LOADING/,
    url => [
      'unexpected',
      `Redis at ${url.server} runs but is still loading its data from disk. Wait until it is done.`,
    ],
  ],
  [
    /^MISCONF/,
    url => [
      'unexpected',
      `Redis at ${url.server} takes no writes because it cannot save to disk. Check its log, and the disk's space and permissions.`,
    ],
  ],
  [
    /^MASTERDOWN/,
    url => [
      'unexpected',
      `Redis at ${url.server} is a replica that has lost its primary. Check the primary.`,
    ],
  ],
  [
    /^NOREPLICAS/,
    url => [
      'unexpected',
      `Redis at ${url.server} takes no writes because too few replicas follow it. Check them.`,
    ],
  ],
  [
    /^CLUSTERDOWN/,
    url => ['unexpected', `The cluster of Redis at ${url.server} is down. Check its other nodes.`],
  ],
  [
    /^(MOVED|ASK) /,
    url => [
      'misconfigured',
      `Redis at ${url.server} is a node of a cluster, and the test key belongs to another one. Switch the write test off for this monitor.`,
    ],
  ],
  [
    /^BUSY/,
    url => [
      'unexpected',
      `Redis at ${url.server} is held up by a script that does not end. Stop it (SCRIPT KILL).`,
    ],
  ],
  [
    /^DENIED/,
    url => [
      'auth',
      `Redis at ${url.server} is in protected mode and answers its own machine only. Set a password there, or bind it to an address.`,
    ],
  ],
  [
    /^ERR max number of clients/,
    url => [
      'unexpected',
      `Redis at ${url.server} has no connection left to give. Close idle ones or raise maxclients.`,
    ],
  ],
  [
    /^ERR DB index is out of range|^ERR invalid DB index/,
    url => [
      'misconfigured',
      `Redis at ${url.server} has no database ${url.database}. Correct the number at the end of the connection URL.`,
    ],
  ],
]

/** Puts an error that Redis answered into a sentence that says what to do. */
export function explainRedisError(error: string, url: RedisUrl): CheckFailure {
  const wording = WORDINGS.find(([beginning]) => beginning.test(error))?.[1]
  if (wording !== undefined) return new CheckFailure(...wording(url))
  const words = error.slice(0, 200).replace(/[.!]+$/, '')
  return new CheckFailure(
    'unexpected',
    `Redis at ${url.server} answered with an error: ${words}. Look it up in its log.`,
  )
}
