import type * as Electron from 'electron'
import { eventsOf, KnownEvents, preventable } from './known-events.ts'

const EVENTS = eventsOf<Electron.Screen>()('display-added', 'display-removed', 'display-metrics-changed')

type ScreenPart = Pick<
  Electron.Screen,
  'getAllDisplays' | 'getPrimaryDisplay' | 'getDisplayMatching' | 'getDisplayNearestPoint'
>

/** A display of a test. */
export interface TestDisplay {
  readonly id: number
  readonly bounds: Electron.Rectangle
  readonly scaleFactor: number
}

/** Of the panel at the upper edge of each display. */
const PANEL_HEIGHT = 28
const FULL_HD: TestDisplay = { id: 1, bounds: { x: 0, y: 0, width: 1920, height: 1080 }, scaleFactor: 1 }

/** Electron's `screen`; the first display is the primary one. */
export class Screen extends KnownEvents implements ScreenPart {
  private displays: readonly Electron.Display[] = [asDisplay(FULL_HD)]

  constructor() {
    super('screen', EVENTS)
  }

  getAllDisplays(): Electron.Display[] {
    return [...this.displays]
  }

  getPrimaryDisplay(): Electron.Display {
    return this.displays[0] ?? asDisplay(FULL_HD)
  }

  /** The one that shows most of it, else the nearest. */
  getDisplayMatching(rectangle: Electron.Rectangle): Electron.Display {
    const shown = (display: Electron.Display) => overlap(display.bounds, rectangle)
    const best = this.displays.toSorted((a, b) => shown(b) - shown(a))[0]
    if (best && shown(best) > 0) return best
    const { x, y, width, height } = rectangle
    return this.getDisplayNearestPoint({ x: x + width / 2, y: y + height / 2 })
  }

  getDisplayNearestPoint({ x, y }: Electron.Point): Electron.Display {
    const distance = ({ bounds }: Electron.Display) =>
      Math.hypot(
        Math.max(bounds.x - x, 0, x - (bounds.x + bounds.width)),
        Math.max(bounds.y - y, 0, y - (bounds.y + bounds.height)),
      )
    return this.displays.toSorted((a, b) => distance(a) - distance(b))[0] ?? this.getPrimaryDisplay()
  }

  /** As when displays are plugged in, pulled out or changed. */
  change(displays: readonly TestDisplay[]): void {
    const before = this.displays
    this.displays = displays.map(asDisplay)
    for (const display of this.displays) {
      const old = before.find(({ id }) => id === display.id)
      if (!old) this.emit('display-added', preventable({}), display)
      else if (JSON.stringify(old) !== JSON.stringify(display)) {
        this.emit('display-metrics-changed', preventable({}), display, ['bounds', 'workArea'])
      }
    }
    for (const display of before) {
      if (!displays.some(({ id }) => id === display.id))
        this.emit('display-removed', preventable({}), display)
    }
  }
}

function overlap(a: Electron.Rectangle, b: Electron.Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return width > 0 && height > 0 ? width * height : 0
}

function asDisplay({ id, bounds, scaleFactor }: TestDisplay): Electron.Display {
  const { x, y, width, height } = bounds
  const workArea = { x, y: y + PANEL_HEIGHT, width, height: height - PANEL_HEIGHT }
  return {
    ...{ id, bounds, scaleFactor, workArea },
    label: `Display ${id}`,
    size: { width, height },
    workAreaSize: { width: workArea.width, height: workArea.height },
    nativeOrigin: { x, y },
    maximumCursorSize: { width: 64, height: 64 },
    accelerometerSupport: 'unknown',
    touchSupport: 'unknown',
    colorDepth: 24,
    colorSpace: 'sRGB',
    depthPerComponent: 8,
    detected: true,
    displayFrequency: 60,
    internal: false,
    monochrome: false,
    rotation: 0,
  }
}
