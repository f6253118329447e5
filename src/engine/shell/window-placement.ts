import { z } from 'zod'

const rectangleSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
})
/** A rectangle of a screen, in device-independent pixels. */
export type Rectangle = z.infer<typeof rectangleSchema>

/** Where the window was when it was last moved, and whether it filled its screen. */
export const windowPlaceSchema = z.object({ bounds: rectangleSchema, isMaximized: z.boolean() })
export type WindowPlace = z.infer<typeof windowPlaceSchema>

/** The smallest window that the dashboard is drawn for, and the one it opens in first (interface design). */
export const SMALLEST = { width: 900, height: 600 } as const
const FIRST = { width: 1280, height: 800 } as const
/** This much of the title must be on a screen, so that the window can be moved by it. */
const TITLE = { width: 120, height: 32 } as const

/**
 * Where the window opens: where it was, if that is on a screen that is still there; else in the middle of the first
 * screen. `screens` are the work areas, without panels and docks, the primary one first.
 */
export function placeWindow(saved: WindowPlace | null, screens: readonly Rectangle[]): WindowPlace {
  const [primary] = screens
  const kept = saved === null ? undefined : keptPlace(saved, screens)
  if (kept) return kept
  const size = saved?.bounds ?? FIRST
  if (!primary) return { bounds: { x: 0, y: 0, ...FIRST }, isMaximized: false }
  return { bounds: centred(size, primary), isMaximized: saved?.isMaximized ?? false }
}

/** Where it was, no larger than its screen, where its title can still be taken hold of there. */
function keptPlace(saved: WindowPlace, screens: readonly Rectangle[]): WindowPlace | undefined {
  return screens
    .map(screen => ({ screen, bounds: { ...saved.bounds, ...sizeOn(saved.bounds, screen) } }))
    .filter(({ screen, bounds }) => showsTitle(saved.bounds, screen) && showsTitle(bounds, screen))
    .map(({ bounds }) => ({ ...saved, bounds }))[0]
}

/** Whether enough of the window's title is on a screen to take hold of it. */
function showsTitle(window: Rectangle, screen: Rectangle): boolean {
  const left = Math.max(window.x, screen.x)
  const right = Math.min(window.x + window.width, screen.x + screen.width)
  const isTopOnScreen = window.y >= screen.y && window.y + TITLE.height <= screen.y + screen.height
  return right - left >= TITLE.width && isTopOnScreen
}

function centred(size: Pick<Rectangle, 'width' | 'height'>, screen: Rectangle): Rectangle {
  const { width, height } = sizeOn(size, screen)
  return {
    ...{ width, height },
    x: screen.x + Math.round((screen.width - width) / 2),
    y: screen.y + Math.round((screen.height - height) / 2),
  }
}

/** No larger than its screen, and no smaller than the dashboard needs where the screen has room for that. */
function sizeOn(size: Pick<Rectangle, 'width' | 'height'>, screen: Rectangle) {
  return {
    width: Math.min(Math.max(size.width, SMALLEST.width), screen.width),
    height: Math.min(Math.max(size.height, SMALLEST.height), screen.height),
  }
}
