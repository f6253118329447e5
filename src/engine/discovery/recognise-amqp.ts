import { askSocket } from './ask-socket.ts'
import type { Recogniser } from './recogniser.ts'

/** The protocol header of AMQP 0-9-1, section 4.2.2. */
const HEADER = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')
/** A method frame on channel 0. */
const METHOD_FRAME = Buffer.of(1, 0, 0)
const FRAME_HEADER_BYTES = 7
/** connection.start: class 10, method 10. */
const CONNECTION_START = Buffer.of(0, 10, 0, 10)

/** RabbitMQ and other AMQP 0-9-1 brokers: they answer the protocol header with connection.start, before any login. */
export const recogniseAmqp: Recogniser = async (address, context) => {
  const received = await askSocket(address, { send: HEADER, enough: isWholeFrame }, context)
  const starts =
    received.subarray(0, 3).equals(METHOD_FRAME) &&
    received.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + 4).equals(CONNECTION_START)
  if (!starts) return null
  const name = received.includes('RabbitMQ') ? 'RabbitMQ' : 'AMQP broker'
  return {
    protocol: 'amqp',
    name,
    category: 'realtime',
    evidence: `answered the AMQP 0-9-1 header${name === 'RabbitMQ' ? ' as RabbitMQ' : ''}`,
    check: { kind: 'tcp', host: address.host, port: address.port },
  }
}

function isWholeFrame(bytes: Buffer): boolean {
  if (bytes.length < FRAME_HEADER_BYTES) return false
  // Something else than a method frame has no length to wait for.
  if (!bytes.subarray(0, 3).equals(METHOD_FRAME)) return true
  return bytes.length >= FRAME_HEADER_BYTES + bytes.readUInt32BE(3) + 1
}
