import { askSocket } from './ask-socket.ts'
import { loopbackUrl } from './loopback-url.ts'
import type { Recogniser } from './recogniser.ts'

/** A command as an array of strings (RESP), which every version and relative of Redis reads. */
const PING = Buffer.from('*1\r\n$4\r\nPING\r\n')

/** Redis and what speaks like it: answers PING with PONG, or that it wants a password or is still loading. */
export const recogniseRedis: Recogniser = async (address, context) => {
  const received = await askSocket(address, { send: PING, enough: bytes => bytes.includes('\r\n') }, context)
  const answer = /^(\+PONG|-NOAUTH|-LOADING)[^\r\n]*\r\n$/.exec(received.toString('latin1'))?.[1]
  const evidence = answer === undefined ? undefined : EVIDENCE[answer]
  if (evidence === undefined) return null
  return {
    protocol: 'redis',
    name: 'Redis',
    category: 'database',
    evidence,
    check: { kind: 'redis', url: loopbackUrl('redis', address) },
  }
}

const EVIDENCE: Readonly<Record<string, string>> = {
  '+PONG': 'answered PING with PONG',
  '-NOAUTH': 'answered PING by asking for a password, which has to be added to the URL',
  '-LOADING': 'answered PING: it is loading its data',
}
