import { askSocket } from './ask-socket.ts'
import type { Recogniser } from './recogniser.ts'

const OP_MSG = 2013
const REQUEST_ID = 0x7472
const HEADER_BYTES = 16

/** MongoDB: answers `hello`, which needs no login, in its wire protocol (OP_MSG, MongoDB 3.6 and later). */
export const recogniseMongodb: Recogniser = async (address, context) => {
  const received = await askSocket(
    address,
    {
      send: helloMessage(),
      enough: bytes => bytes.length >= HEADER_BYTES && bytes.length >= bytes.readInt32LE(0),
    },
    context,
  )
  if (received.length < HEADER_BYTES || received.readInt32LE(0) !== received.length) return null
  const isAnswer = received.readInt32LE(8) === REQUEST_ID && received.readInt32LE(12) === OP_MSG
  // Refusals have no wire version, but they do have an error in the same form.
  if (!isAnswer || !(received.includes('maxWireVersion') || received.includes('errmsg'))) return null
  return {
    protocol: 'mongodb',
    name: 'MongoDB',
    category: 'database',
    evidence: 'answered hello in the MongoDB protocol',
    check: { kind: 'tcp', host: address.host, port: address.port },
  }
}

/** `{hello: 1, $db: "admin"}` as BSON in one section of kind 0. */
function helloMessage(): Buffer {
  const hello = Buffer.concat([Buffer.from('\x10hello\0'), int32(1)])
  const database = Buffer.concat([Buffer.from('\x02$db\0'), int32(6), Buffer.from('admin\0')])
  const elements = Buffer.concat([hello, database, Buffer.of(0)])
  const body = Buffer.concat([int32(0), Buffer.of(0), int32(elements.length + 4), elements])
  return Buffer.concat([int32(HEADER_BYTES + body.length), int32(REQUEST_ID), int32(0), int32(OP_MSG), body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
