/** Apple's code for each size in px; a size with two codes serves as itself and as half of it on a fine screen. */
const TYPES = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
] as const

/**
 * Packs PNGs into macOS's icon file: a head, then each picture behind its code and its length.
 *
 * @param pngOf the picture of a size in px
 */
export function icns(pngOf: (size: number) => Buffer): Buffer {
  return chunk('icns', Buffer.concat(TYPES.map(([type, size]) => chunk(type, pngOf(size)))))
}

/** The length counts the eight bytes before the content. */
function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + content.length, 4)
  return Buffer.concat([head, content])
}
