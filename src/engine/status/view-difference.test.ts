import { describe, expect, it } from 'vitest'
import type { Status } from '#shared/status.ts'
import { type BackendsView, type View, viewDifference } from './view-difference.ts'

const here = (status: Status, change: Partial<View> = {}): View => ({
  ...{ status, pending: null, muted: false },
  ...change,
})
const from = (backendName: string, status: Status, change: Partial<View> = {}): BackendsView => ({
  ...here(status, change),
  backendName,
})
const difference = (own: View, ...reports: BackendsView[]) => viewDifference('Redis', own, reports)

describe('the difference between two views', () => {
  it('is said as one sentence, whichever side it is that sees it healthy', () => {
    expect(difference(here('unhealthy'), from('ToolBoxAI', 'healthy'))).toBe(
      'ToolBoxAI says Redis is healthy; from here it is unhealthy.',
    )
    expect(difference(here('healthy'), from('ToolBoxAI', 'unhealthy'))).toBe(
      'ToolBoxAI says Redis is unhealthy; from here it is healthy.',
    )
    expect(difference(here('degraded'), from('ToolBoxAI', 'healthy'))).toBe(
      'ToolBoxAI says Redis is healthy; from here it is degraded.',
    )
  })

  it.each<[string, View, BackendsView]>([
    ['both see it healthy', here('healthy'), from('A', 'healthy')],
    ['both see it unwell, if not equally so', here('degraded'), from('A', 'unhealthy')],
    ['we do not know', here('unknown'), from('A', 'healthy')],
    ['the backend does not know', here('healthy'), from('A', 'unknown')],
    ['our failure is not confirmed', here('healthy', { pending: 'failed once' }), from('A', 'unhealthy')],
    ['its failure is not confirmed', here('unhealthy'), from('A', 'healthy', { pending: 'failed once' })],
    ['ours is muted', here('unhealthy', { muted: true }), from('A', 'healthy')],
    ['its report is muted', here('healthy'), from('A', 'unhealthy', { muted: true })],
  ])('there is none while %s', (_, own, report) => {
    expect(difference(own, report)).toBeNull()
  })

  it('there is none where no backend reports it', () => {
    expect(difference(here('unhealthy'))).toBeNull()
  })

  it('names every backend that differs, and none that agrees', () => {
    expect(
      difference(here('healthy'), from('A', 'unhealthy'), from('B', 'healthy'), from('C', 'unhealthy')),
    ).toBe('A and C say Redis is unhealthy; from here it is healthy.')
    expect(difference(here('healthy'), from('A', 'degraded'), from('B', 'unhealthy'))).toBe(
      'A says Redis is degraded, B says it is unhealthy; from here it is healthy.',
    )
  })

  it('names a backend once, however many of its services it is about', () => {
    expect(difference(here('healthy'), from('A', 'unhealthy'), from('A', 'unhealthy'))).toBe(
      'A says Redis is unhealthy; from here it is healthy.',
    )
  })
})
