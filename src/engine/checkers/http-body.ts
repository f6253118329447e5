import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'
import { CheckFailure } from './checker.ts'

/** Nobody packs a body more often than this. */
const MAX_ENCODINGS = 3

type Unpack = (packed: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>

const UNPACK: Readonly<Record<string, Unpack>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
  // Some servers send the bare format instead of the one with a header (RFC 9110, section 8.4.1.2).
  deflate: (packed, options) =>
    (((packed[0] ?? 0) & 0x0f) === 8 ? promisify(inflate) : promisify(inflateRaw))(packed, options),
}

/** What was read of an answer's body, and what its headers say about it. */
export interface PackedBody {
  readonly bytes: Buffer
  readonly contentEncoding: string
  readonly contentType: string
}

/**
 * Unpacks a body and reads it as text, in the character set it says it is in (UTF-8 by default).
 *
 * @throws CheckFailure where it is packed in an unknown or broken way, or unpacks to more than `maxBytes`.
 */
export async function bodyText(body: PackedBody, maxBytes: number): Promise<string> {
  const encodings = body.contentEncoding
    .toLowerCase()
    .split(',')
    .map(encoding => encoding.trim())
    .filter(encoding => encoding !== '' && encoding !== 'identity')
  if (encodings.length > MAX_ENCODINGS) {
    throw new CheckFailure('protocol', `The body is packed ${encodings.length} times over; it was not read.`)
  }
  let bytes = body.bytes
  for (const encoding of encodings.reverse()) bytes = await unpack(bytes, encoding, maxBytes)
  return decode(bytes, body.contentType)
}

async function unpack(packed: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const how = Object.hasOwn(UNPACK, encoding) ? UNPACK[encoding] : undefined
  if (!how) {
    throw new CheckFailure(
      'protocol',
      `The body is packed as "${encoding.slice(0, 40)}", which is not known here.`,
    )
  }
  if (packed.length === 0) return packed
  try {
    return await how(packed, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw new CheckFailure(
        'protocol',
        `The body unpacks from ${packed.length} to more than ${maxBytes} bytes (${encoding}), so it was not read. Raise maxBodyBytes if it is meant to be that large.`,
      )
    }
    throw new CheckFailure('protocol', `The body says it is packed as ${encoding}, but cannot be unpacked.`)
  }
}

function decode(bytes: Buffer, contentType: string): string {
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1]
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return bytes.toString()
  }
}
