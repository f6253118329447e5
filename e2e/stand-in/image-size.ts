import type * as Electron from 'electron'

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const ICO_SIGNATURE = Buffer.from([0, 0, 1, 0])

/** The size in a PNG's header, or of the largest picture in an ICO; null for what is neither. */
export function imageSize(data: Buffer): Electron.Size | null {
  if (data.subarray(0, 8).equals(PNG_SIGNATURE) && data.length >= 24) {
    return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) }
  }
  if (!data.subarray(0, 4).equals(ICO_SIGNATURE) || data.length < 6) return null
  const count = Math.min(data.readUInt16LE(4), Math.floor((data.length - 6) / 16))
  // A zero stands for 256.
  const sizes = Array.from({ length: count }, (_, index) => ({
    width: data.readUInt8(6 + index * 16) || 256,
    height: data.readUInt8(7 + index * 16) || 256,
  }))
  return sizes.toSorted((a, b) => b.width - a.width)[0] ?? null
}
