import { askSocket } from './ask-socket.ts'
import { loopbackUrl } from './loopback-url.ts'
import type { Recogniser } from './recogniser.ts'

/** SSLRequest: length 8, then a number that is no protocol version (PostgreSQL protocol, "SSL Session Encryption"). */
const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f)
/** A server says one letter and waits. What talks on is something else, and shows it within this many ms. */
const SILENCE_MS = 60

/** PostgreSQL: asked whether it speaks TLS, it answers with the one letter S or N. */
export const recognisePostgres: Recogniser = async (address, context) => {
  const firstLetter = await askSocket(
    address,
    { send: SSL_REQUEST, enough: received => received.length > 0, quietMs: SILENCE_MS },
    context,
  )
  const letter = firstLetter.toString('latin1')
  if (letter !== 'S' && letter !== 'N') return null
  return {
    protocol: 'postgres',
    name: 'PostgreSQL',
    category: 'database',
    evidence: `answered an SSLRequest with ${letter}: ${letter === 'S' ? 'TLS is offered' : 'TLS is not offered'}`,
    check: {
      kind: 'postgres',
      url: `${loopbackUrl('postgres', address).replace('//', '//postgres@')}/postgres`,
    },
  }
}
