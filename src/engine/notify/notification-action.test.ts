import { describe, expect, it, vi } from 'vitest'
import { carryOutAction } from './notification-action.ts'

describe('a button of a notification', () => {
  const make = () => ({ acknowledge: vi.fn(), mute: vi.fn() })

  it('acknowledges the incidents that it was about', () => {
    const actions = make()
    const incidentIds = ['i1', 'i2']
    carryOutAction({ id: 'acknowledge', label: 'Acknowledge', incidentIds }, 1000, actions)
    expect(actions.acknowledge.mock.calls).toEqual([[['i1', 'i2']]])
    expect(actions.mute).not.toHaveBeenCalled()
  })

  it('mutes for its hours from when it is chosen, whenever it was shown', () => {
    const actions = make()
    const targets = [{ scope: 'monitor', id: 'redis' }] as const
    carryOutAction({ id: 'mute', label: 'Mute 1 h', targets, hours: 1 }, 1000, actions)
    expect(actions.mute.mock.calls).toEqual([[targets, { until: 3_601_000, untilRecovery: false }]])
    expect(actions.acknowledge).not.toHaveBeenCalled()
  })
})
