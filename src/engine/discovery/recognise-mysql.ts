import { printable } from '../checkers/printable-text.ts'
import { askSocket } from './ask-socket.ts'
import type { Recogniser } from './recogniser.ts'

const HEADER_BYTES = 4
/** First byte of the greeting since MySQL 3.21: the version of the protocol. */
const GREETING = 10
const ERROR_PACKET = 0xff
/** Too many connections, host blocked, host not allowed: said instead of a greeting. */
const REFUSALS: ReadonlySet<number> = new Set([1040, 1129, 1130])

/** MySQL and MariaDB: they speak first, with a greeting that names their version (protocol::HandshakeV10). */
export const recogniseMysql: Recogniser = async (address, context) => {
  const received = await askSocket(
    address,
    {
      enough: bytes => bytes.length >= HEADER_BYTES && bytes.length >= HEADER_BYTES + bytes.readUIntLE(0, 3),
    },
    context,
  )
  if (received.length < HEADER_BYTES + 3) return null
  const payload = received.subarray(HEADER_BYTES)
  if (received.readUIntLE(0, 3) !== payload.length || received[3] !== 0) return null
  const said = payload[0] === GREETING ? greeting(payload) : refusal(payload)
  if (!said) return null
  return {
    protocol: 'mysql',
    ...said,
    category: 'database',
    check: { kind: 'tcp', host: address.host, port: address.port },
  }
}

function greeting(payload: Buffer) {
  const end = payload.indexOf(0, 1)
  const version = payload.toString('latin1', 1, end)
  if (end < 0 || !/^\d+\.\d+/.test(version)) return null
  const name = /mariadb/i.test(version) ? 'MariaDB' : 'MySQL'
  return { name, evidence: `greeted as ${name} ${printable(version)}` }
}

function refusal(payload: Buffer) {
  if (payload[0] !== ERROR_PACKET || !REFUSALS.has(payload.readUInt16LE(1))) return null
  return { name: 'MySQL', evidence: `refused with MySQL's error ${payload.readUInt16LE(1)}` }
}
