import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** One record, with its data as a DNS message holds it: made by `dnsData`. */
export interface DnsRecord {
  readonly type: number
  readonly data: Buffer
  readonly ttl?: number
}

/** What the server answers to one question: records, an error (RCODE), bytes of its own, or nothing at all. */
export type DnsAnswer =
  | { readonly records: readonly DnsRecord[]; readonly rcode?: number }
  | { readonly bytes: Buffer }
  | 'silence'

/** A DNS server on loopback (UDP, RFC 1035), which answers as it is told. */
export interface DnsServer {
  readonly port: number
  /** The questions asked so far: "example.com 15". */
  readonly questions: readonly string[]
  close(): Promise<void>
}

/** Starts a DNS server that asks `answer` what to say; `type` is the number of the record type. */
export async function startDnsServer(answer: (name: string, type: number) => DnsAnswer): Promise<DnsServer> {
  const socket = createSocket('udp4')
  const questions: string[] = []
  socket.on('message', (message, from) => {
    const { name, type, end } = readQuestion(message)
    questions.push(`${name} ${type}`)
    const reply = answer(name, type)
    if (reply === 'silence') return
    const bytes = 'bytes' in reply ? reply.bytes : encodeReply(message.subarray(0, end), reply)
    socket.send(bytes, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    questions,
    async close() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

/** Encoders of record data by type. */
export const dnsData = {
  a: (address: string, ttl = 300): DnsRecord => ({
    type: 1,
    data: Buffer.from(address.split('.').map(Number)),
    ttl,
  }),
  aaaa: (hextets: readonly number[]): DnsRecord => ({ type: 28, data: uint16s(...hextets) }),
  cname: (name: string): DnsRecord => ({ type: 5, data: encodeName(name) }),
  ns: (name: string): DnsRecord => ({ type: 2, data: encodeName(name) }),
  mx: (priority: number, name: string): DnsRecord => ({
    type: 15,
    data: Buffer.concat([uint16s(priority), encodeName(name)]),
  }),
  srv: (priority: number, weight: number, port: number, name: string): DnsRecord => ({
    type: 33,
    data: Buffer.concat([uint16s(priority, weight, port), encodeName(name)]),
  }),
  txt: (...chunks: readonly string[]): DnsRecord => ({
    type: 16,
    data: Buffer.concat(chunks.map(characterString)),
  }),
}

function uint16s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => {
    bytes.writeUInt16BE(value, index * 2)
  })
  return bytes
}

function characterString(text: string): Buffer {
  return Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])
}

function encodeName(name: string): Buffer {
  return Buffer.concat([...name.split('.').map(characterString), Buffer.from([0])])
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 }
}

function encodeReply(query: Buffer, reply: { records: readonly DnsRecord[]; rcode?: number }): Buffer {
  const header = Buffer.concat([
    query.subarray(0, 2),
    // Response, recursion desired and available; then one question and the answers.
    uint16s(0x8180 | (reply.rcode ?? 0), 1, reply.records.length, 0, 0),
  ])
  const answers = reply.records.map(({ type, data, ttl = 300 }) =>
    // 0xc00c points back to the name in the question.
    Buffer.concat([uint16s(0xc00c, type, 1, ttl >>> 16, ttl & 0xffff, data.length), data]),
  )
  return Buffer.concat([header, query.subarray(12), ...answers])
}
