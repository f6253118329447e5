import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeWindow, type Rectangle, type WindowPlace } from './window-placement.ts'

const LAPTOP: Rectangle = { x: 0, y: 25, width: 1440, height: 875 }
const MONITOR: Rectangle = { x: 1440, y: 0, width: 2560, height: 1400 }
const at = (x: number, y: number, width = 1280, height = 800): WindowPlace => ({
  bounds: { x, y, width, height },
  isMaximized: false,
})

describe('where the window opens', () => {
  it('opens in the middle of the first screen the first time', () => {
    expect(placeWindow(null, [LAPTOP, MONITOR])).toEqual(at(80, 63))
  })

  it('comes back where it was, on any screen', () => {
    expect(placeWindow(at(100, 60), [LAPTOP, MONITOR])).toEqual(at(100, 60))
    expect(placeWindow(at(2000, 300), [LAPTOP, MONITOR])).toEqual(at(2000, 300))
    expect(placeWindow({ ...at(2000, 300), isMaximized: true }, [LAPTOP, MONITOR]).isMaximized).toBe(true)
  })

  it('comes to a screen that exists when its own is gone', () => {
    expect(placeWindow(at(2000, 300), [LAPTOP])).toEqual(at(80, 63))
    expect(placeWindow(at(100, -500), [LAPTOP])).toEqual(at(80, 63))
    expect(placeWindow(at(1439, 60), [LAPTOP])).toEqual(at(80, 63))
  })

  it('is never larger than its screen', () => {
    expect(placeWindow(at(2000, 300, 2400, 1300), [LAPTOP]).bounds).toEqual({
      x: 0,
      y: 25,
      width: 1440,
      height: 875,
    })
  })

  it('can always be taken by its title, whatever was kept', () => {
    const whole = fc.integer({ min: -10_000, max: 10_000 })
    const length = fc.integer({ min: 1, max: 10_000 })
    fc.assert(
      fc.property(whole, whole, length, length, (x, y, width, height) => {
        const { bounds } = placeWindow(at(x, y, width, height), [LAPTOP, MONITOR])
        const isReachable = [LAPTOP, MONITOR].some(
          screen =>
            Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x) >=
              120 &&
            bounds.y >= screen.y &&
            bounds.y + 32 <= screen.y + screen.height,
        )
        expect(isReachable).toBe(true)
      }),
    )
  })
})
