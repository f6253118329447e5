import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it } from 'vitest'
import { syntheticReport } from '../../../bench/synthetic-report.ts'
import { sampleReport } from '../../../test-support/sample-report.ts'
import { reportFormats } from './registry.ts'
import type { ReportSink, ReportSource } from './report-format.ts'

const STREAMED = reportFormats.filter(({ name }) => ['csv', 'json', 'ndjson', 'xlsx'].includes(name))
setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')
const signal = new AbortController().signal

let sample: ReportSource
beforeAll(async () => {
  sample = await sampleReport()
})

describe.each(reportFormats)('$name', format => {
  it('waits for room before it writes on', async () => {
    let [pending, most, pieces] = [0, 0, 0]
    const slow: ReportSink = {
      async write() {
        pieces++
        most = Math.max(most, ++pending)
        await new Promise(resolve => setImmediate(resolve))
        pending--
      },
    }
    const request = { ...sample.request, part: format.parts.at(-1) ?? ('history' as const) }
    await format.write({ ...sample, request }, slow, signal)
    expect(pieces).toBeGreaterThan(0)
    expect(most).toBe(1)
  })

  it('ends soon after it is aborted, with the reason', async () => {
    const abort = new AbortController()
    const reason = new Error('Cancelled by the test.')
    let after = 0
    const sink: ReportSink = {
      async write() {
        if (abort.signal.aborted) after++
        abort.abort(reason)
      },
    }
    const source = {
      ...syntheticReport(100_000),
      request: { ...syntheticReport(100_000).request, part: 'history' as const },
    }
    // A page or a PDF has little to write in the end: it is stopped before.
    if (['html', 'pdf'].includes(format.name)) abort.abort(reason)
    await expect(format.write(source, sink, abort.signal)).rejects.toBe(reason)
    expect(after).toBeLessThan(5)
  })

  it('passes on what its sink fails with', async () => {
    const failure = new Error('The disk is full.')
    const full: ReportSink = { write: () => Promise.reject(failure) }
    await expect(format.write(sample, full, signal)).rejects.toBe(failure)
  })
})

describe.each(STREAMED)('$name of many rows', format => {
  it('lets watching go on meanwhile, and keeps nothing of what it has written', async () => {
    let [turns, isDone, pieces] = [0, false, 0]
    const turn = () => {
      turns++
      if (!isDone) setImmediate(turn)
    }
    setImmediate(turn)
    const heaps: number[] = []
    const sink: ReportSink = {
      async write() {
        if (++pieces % 25 !== 0) return
        collectGarbage()
        heaps.push(process.memoryUsage().heapUsed / 1e6)
      },
    }
    await format.write(syntheticReport(format.name === 'xlsx' ? 30_000 : 100_000), sink, signal)
    isDone = true
    expect(turns).toBeGreaterThan(3)
    expect(heaps.length).toBeGreaterThan(2)
    expect(Math.max(...heaps) - (heaps[0] ?? 0)).toBeLessThan(8)
  })
})
