import { describe, expect, it } from 'vitest'
import { type LifeEvent, type LifePhase, nextLife } from './life-cycle.ts'

/** The actions that follow from events, one after another, from the start. */
function actions(...events: readonly LifeEvent[]): string[] {
  let phase: LifePhase = 'starting'
  return events.map(event => {
    const step = nextLife(phase, event)
    phase = step.phase
    return step.action
  })
}

describe('the life of a shell in the tray', () => {
  it('hides its window when it is closed, as often as it is', () => {
    expect(actions('started', 'close', 'close')).toEqual(['allow', 'hide', 'hide'])
  })

  it('stops the engine before it ends, once, however often it is told to quit', () => {
    expect(actions('started', 'quit', 'quit', 'close', 'stopped', 'quit')).toEqual([
      'allow',
      'stop',
      'wait',
      'allow',
      'exit',
      'allow',
    ])
  })

  it('can be quit while it starts, and does not come to life afterwards', () => {
    expect(actions('quit', 'started', 'stopped')).toEqual(['stop', 'allow', 'exit'])
    expect(nextLife('stopping', 'started').phase).toBe('stopping')
  })
})
