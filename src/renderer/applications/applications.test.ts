import { describe, expect, it } from 'vitest'
import type { BackendSample } from '#shared/contract.ts'
import { matchingSamples } from './matching-samples.ts'
import { metricFromSample } from './metric-from-sample.ts'

const sample = (over: Partial<BackendSample>): BackendSample => ({
  ...{ sample: 'up', value: 1, type: 'gauge', help: '' },
  ...over,
})

describe('a sample that is chosen to be watched', () => {
  it.each([
    ['system_cpu_percent', 'gauge', { rate: false, unit: '%' }],
    ['process_resident_memory_bytes', 'gauge', { rate: false, unit: 'B' }],
    ['request_duration_seconds_sum', 'histogram', { rate: false, unit: 's' }],
    ['request_duration_seconds_count', 'histogram', { rate: false, unit: '' }],
    ['http_requests_total{method="GET"}', 'counter', { rate: true, unit: '/s' }],
    ['sent_bytes_total', 'untyped', { rate: true, unit: 'B/s' }],
    ['process_cpu_seconds_total', 'counter', { rate: true, unit: 's/s' }],
    ['queue_length', 'untyped', { rate: false, unit: '' }],
  ])('%s (%s) is watched as what it is', (name, type, expected) => {
    expect(metricFromSample({ sample: name, type })).toEqual({ sample: name, ...expected })
  })
})

describe('searching samples', () => {
  const samples = [
    sample({ sample: 'http_requests_total{method="GET"}', help: 'Requests served' }),
    sample({ sample: 'http_requests_total{method="POST"}', help: 'Requests served' }),
    sample({ sample: 'up' }),
  ]
  const found = (search: string) => matchingSamples(samples, search).map(one => one.sample)

  it('finds all words in name, labels and help, in any order', () => {
    expect(found('post HTTP')).toEqual(['http_requests_total{method="POST"}'])
    expect(found('served')).toHaveLength(2)
    expect(found('nothing like it')).toEqual([])
  })

  it('shows everything without words', () => {
    expect(found(' ')).toHaveLength(3)
  })
})
