import { describe, expect, it } from 'vitest'
import { expiryWords, whatFailed } from './what-failed.ts'

const NOW = 1_700_000_000_000
const DAY = 86_400_000
const detail = (responseTimeMs: number | null) => ({
  last: {
    status: 'healthy',
    healthy: true,
    responseTimeMs,
    message: '',
    details: {},
    checkedAt: NOW,
  } as const,
  responseTimeThreshold: { warning: 100, critical: 500 },
  certificateThreshold: { warning: 21, critical: 3 },
})

describe('what failed', () => {
  it('is a response time over its threshold, with both values', () => {
    expect(whatFailed(detail(620), null, NOW)).toEqual([
      'Response time 620 ms, over the critical threshold of 500 ms',
    ])
    expect(whatFailed(detail(120), null, NOW)).toEqual([
      'Response time 120 ms, over the warning threshold of 100 ms',
    ])
  })

  it('is a certificate about to expire', () => {
    expect(whatFailed(detail(10), NOW + 2 * DAY, NOW)).toEqual([
      'Certificate expires in 2 d, threshold 3 days',
    ])
    expect(whatFailed(detail(10), NOW + 20 * DAY, NOW)).toEqual([
      'Certificate expires in 20 d, threshold 21 days',
    ])
  })

  it('is nothing where the check has its own words, or all is well', () => {
    expect(whatFailed(detail(null), null, NOW)).toEqual([])
    expect(whatFailed(detail(50), NOW + 60 * DAY, NOW)).toEqual([])
    expect(whatFailed({ ...detail(9000), responseTimeThreshold: null }, null, NOW)).toEqual([])
  })

  it('says of an expired certificate since when', () => {
    expect(expiryWords(NOW - 2 * 3_600_000, NOW)).toBe('expired 2 h ago')
  })
})
