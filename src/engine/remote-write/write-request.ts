import protobuf from 'protobufjs/minimal.js'
import { compress } from 'snappyjs'
import type { Family, Labels } from '../metrics-exposition/family.ts'

/** One series and its value; null marks the end of a series that is not there any more. */
export interface SeriesSample {
  /** With `__name__`, in the order of their names, as receivers want them. */
  readonly labels: readonly (readonly [name: string, value: string])[]
  readonly value: number | null
}

/** The bits that Prometheus takes for the end of a series: a NaN that no calculation gives (prometheus, model/value). */
const STALE_BITS = { low: 2, high: 0x7ff0_0000, unsigned: true }

/** Field numbers and wire types of prometheus.WriteRequest, TimeSeries, Label and Sample: (field << 3) | wire type. */
const TIME_SERIES = (1 << 3) | 2
const LABEL = (1 << 3) | 2
const SAMPLE = (2 << 3) | 2
const LABEL_NAME = (1 << 3) | 2
const LABEL_VALUE = (2 << 3) | 2
const SAMPLE_VALUE = (1 << 3) | 1
const SAMPLE_TIMESTAMP = 2 << 3

/** The samples of families as series. Labels of ours win over external ones, as with Prometheus; empty ones are none. */
export function* seriesOf(families: Iterable<Family>, external: Labels): Iterable<SeriesSample> {
  for (const { name, samples } of families) {
    for (const { labels, value, suffix = '' } of samples) {
      const all = { ...external, ...labels, __name__: `${name}${suffix}` }
      const present = Object.entries(all).filter(([, text]) => text !== '')
      yield { labels: present.sort(([a], [b]) => (a < b ? -1 : 1)), value }
    }
  }
}

/** A request of remote write 1.0: samples of one moment, as protobuf, packed in Snappy's block format. */
export function encodeWriteRequest(series: readonly SeriesSample[], timestampMs: number): Uint8Array {
  const writer = protobuf.Writer.create()
  for (const { labels, value } of series) {
    writer.uint32(TIME_SERIES).fork()
    for (const [name, text] of labels) {
      writer.uint32(LABEL).fork()
      writer.uint32(LABEL_NAME).string(name).uint32(LABEL_VALUE).string(text).ldelim()
    }
    writer.uint32(SAMPLE).fork().uint32(SAMPLE_VALUE)
    if (value === null) writer.fixed64(STALE_BITS)
    else writer.double(value)
    writer.uint32(SAMPLE_TIMESTAMP).int64(timestampMs).ldelim().ldelim()
  }
  return compress(writer.finish())
}
