import { expect, it } from 'vitest'
import { MUTE_CHOICES } from './mute-spans.ts'

const NOW = Date.UTC(2025, 10, 24, 10, 30)

it('hours end that much later, until recovery has no end of its own', () => {
  expect(MUTE_CHOICES.map(({ span }) => span(NOW))).toEqual([
    { until: NOW + 3_600_000, untilRecovery: false },
    { until: NOW + 4 * 3_600_000, untilRecovery: false },
    { until: NOW + 8 * 3_600_000, untilRecovery: false },
    { until: null, untilRecovery: true },
  ])
})
