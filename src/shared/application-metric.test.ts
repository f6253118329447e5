import { describe, expect, it } from 'vitest'
import { applicationMetricId, backendOfMetric } from './application-metric-id.ts'
import { backendSchema } from './config.ts'
import { problemRoute } from './problem-route.ts'

const problemsOf = (...metrics: object[]) => {
  const read = backendSchema.safeParse({ id: 'b', name: 'B', url: 'http://127.0.0.1/', metrics })
  return (read.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('a metric of a backend in the configuration', () => {
  it.each([
    [{ sample: 'up' }],
    [{ sample: ' jobs{queue = "a b, c}", host="x"} ', unit: 'jobs', rate: true }],
    [{ sample: 'up', worseWhen: 'below', thresholds: { warning: 5, critical: 1 } }],
    [{ sample: 'temperature', thresholds: { warning: -5, critical: -5 } }],
  ])('is accepted: %o', metric => {
    expect(problemsOf(metric)).toEqual([])
  })

  it.each([
    [{ sample: 'jobs{queue=mail}' }, 'metrics.0.sample: Give the sample as it stands in the document'],
    [{ sample: '' }, 'metrics.0.sample: Give the sample'],
    [{ sample: 'up 1' }, 'metrics.0.sample: Give the sample'],
    [
      { sample: 'up', thresholds: { warning: 2, critical: 1 } },
      'metrics.0.thresholds.warning: The warning threshold must not be above',
    ],
    [
      { sample: 'up', worseWhen: 'below', thresholds: { warning: 1, critical: 2 } },
      'metrics.0.thresholds.warning: Where less is worse, the warning threshold must not be below',
    ],
  ])('is refused in words: %o', (metric, problem) => {
    expect(problemsOf(metric)).toEqual([expect.stringContaining(problem)])
  })

  it('is watched once, however its labels are ordered', () => {
    expect(problemsOf({ sample: 'a{b="1",c="2"}' }, { sample: 'a{c="2", b="1"}' })).toEqual([
      'metrics.1.sample: This sample is watched already. Remove one of the two.',
    ])
  })

  it('is one of a hundred at most', () => {
    const many = Array.from({ length: 101 }, (_, i) => ({ sample: `m${i}` }))
    expect(problemsOf(...many)).toEqual([expect.stringContaining('at most 100')])
  })
})

describe('the id of an application metric', () => {
  it('names its backend, where a problem with it is shown', () => {
    const id = applicationMetricId('shop.eu', 'a:b{d="1",c="x:y"}')
    expect(id).toBe('backend:shop.eu:a:b{c="x:y",d="1"}')
    expect(backendOfMetric(id)).toBe('shop.eu')
    expect(problemRoute({ scope: 'metric', id })).toEqual({ page: 'backend', id: 'shop.eu' })
  })

  it('is none of a metric of this machine', () => {
    expect(backendOfMetric('disk:/var')).toBeNull()
    expect(problemRoute({ scope: 'metric', id: 'disk:/var' })).toEqual({
      ...{ page: 'overview', metric: 'disk:/var' },
    })
  })
})
