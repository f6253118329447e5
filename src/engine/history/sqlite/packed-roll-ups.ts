import { RollUpSum } from '../roll-up.ts'
import { ByteReader } from './byte-reader.ts'
import { ByteWriter } from './byte-writer.ts'
import { formOf, readValue, writeValue } from './packed-value.ts'

/**
 * Roll-ups of one series by their number within a block.
 *
 * @param sums by number, ascending
 */
export function packRollUps(sums: ReadonlyMap<number, RollUpSum>): Uint8Array {
  const bytes = new ByteWriter()
  let before = -1
  for (const [number, sum] of sums) {
    const { count, failures, valued } = sum
    bytes.varint((number - before - 1) * 4 + (failures > 0 ? 2 : 0) + (valued < count ? 1 : 0))
    before = number
    bytes.varint(count)
    if (failures > 0) bytes.varint(failures)
    if (valued < count) bytes.varint(valued)
    if (valued === 0) continue
    const forms = [formOf(sum.min), formOf(sum.max)] as const
    bytes.byte(forms[0] * 16 + forms[1])
    writeValue(bytes, sum.min, forms[0])
    writeValue(bytes, sum.max, forms[1])
    // One value says it all, but where it is a zero that the sum would make positive.
    if (valued > 1) bytes.float(sum.sum)
    bytes.bytes(sum.sketch.toBytes())
  }
  return bytes.toBytes()
}

/** Tells of each roll-up of a block in turn, without making anything of those that are not wanted. */
export function visitRollUps(
  packed: Uint8Array,
  visit: (number: number, addTo: (sum: RollUpSum) => void) => void,
): void {
  const bytes = new ByteReader(packed)
  let number = -1
  while (!bytes.isAtEnd) {
    const head = bytes.varint()
    number += Math.floor(head / 4) + 1
    const count = bytes.varint()
    const failures = (head & 2) === 0 ? 0 : bytes.varint()
    const valued = (head & 1) === 0 ? count : bytes.varint()
    if (valued === 0) {
      visit(number, sum => {
        sum.count += count
        sum.failures += failures
      })
      continue
    }
    const forms = bytes.byte()
    const min = readValue(bytes, forms >> 4)
    const max = readValue(bytes, forms & 15)
    const total = valued > 1 ? bytes.float() : min
    const sketch = bytes.bytes()
    visit(number, sum => {
      sum.count += count
      sum.failures += failures
      sum.valued += valued
      sum.sum += total
      sum.min = Math.min(sum.min, min)
      sum.max = Math.max(sum.max, max)
      sum.sketch.mergeBytes(sketch)
    })
  }
}

/** All roll-ups of a block by their number. */
export function unpackRollUps(packed: Uint8Array): Map<number, RollUpSum> {
  const sums = new Map<number, RollUpSum>()
  visitRollUps(packed, (number, addTo) => {
    const sum = new RollUpSum()
    addTo(sum)
    sums.set(number, sum)
  })
  return sums
}
