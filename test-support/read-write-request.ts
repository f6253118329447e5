import protobuf from 'protobufjs/minimal.js'
import { uncompress } from 'snappyjs'

/** One series of a remote write as it arrived. */
export interface ReceivedSeries {
  readonly labels: Readonly<Record<string, string>>
  /** In the order in which they were sent. */
  readonly names: readonly string[]
  readonly value: number
  /** Its end was written, not a value. */
  readonly isStale: boolean
  readonly timestamp: number
}

/** The NaN by which Prometheus marks the end of a series, as it stands in a message. */
const STALE = '020000000000f07f'

/** Reads the body of a remote write 1.0: a prometheus.WriteRequest, packed by Snappy. */
export function readWriteRequest(packed: Uint8Array): readonly ReceivedSeries[] {
  const series: ReceivedSeries[] = []
  eachField(uncompress(packed, 50_000_000), (_field, reader) => series.push(readSeries(reader.bytes())))
  return series
}

function readSeries(bytes: Uint8Array): ReceivedSeries {
  const labels: (readonly [string, string])[] = []
  let [value, isStale, timestamp] = [Number.NaN, false, 0]
  eachField(bytes, (field, reader) => {
    const inner = reader.bytes()
    if (field === 1) {
      const pair = new Map<number, string>()
      eachField(inner, (part, text) => pair.set(part, text.string()))
      labels.push([pair.get(1) ?? '', pair.get(2) ?? ''])
      return
    }
    eachField(inner, (part, number) => {
      if (part === 2) {
        timestamp = Number(number.int64())
        return
      }
      isStale = Buffer.from(inner.subarray(number.pos, number.pos + 8)).toString('hex') === STALE
      value = number.double()
    })
  })
  return {
    ...{ labels: Object.fromEntries(labels), names: labels.map(([name]) => name) },
    ...{ value, isStale, timestamp },
  }
}

/** Calls back at each field of a message, with its number; what it holds is then read. */
function eachField(bytes: Uint8Array, read: (field: number, reader: protobuf.Reader) => void): void {
  const reader = protobuf.Reader.create(bytes)
  while (reader.pos < reader.len) read(reader.uint32() >>> 3, reader)
}
