/** What a key does in a chart that has the focus. Distances are parts of the range. */
export type PlotCommand =
  | { readonly do: 'step'; readonly by: number }
  | { readonly do: 'begin' | 'end' | 'show' | 'leave' | 'back' }
  | { readonly do: 'zoom'; readonly factor: number }
  | { readonly do: 'pan'; readonly direction: -1 | 1 }

/** How far an arrow goes. */
const STEP = 1 / 100
const ZOOM = 0.5

/**
 * Arrows move the cursor (with Shift they mark a range, which Enter shows), plus and minus zoom, Page Up and Page Down
 * pan, Backspace goes back; null for any other key.
 */
export function plotKey(key: string): PlotCommand | null {
  switch (key) {
    case 'ArrowLeft':
      return { do: 'step', by: -STEP }
    case 'ArrowRight':
      return { do: 'step', by: STEP }
    case 'Home':
      return { do: 'begin' }
    case 'End':
      return { do: 'end' }
    case '+':
    case '=':
      return { do: 'zoom', factor: ZOOM }
    case '-':
      return { do: 'zoom', factor: 1 / ZOOM }
    case 'PageUp':
      return { do: 'pan', direction: -1 }
    case 'PageDown':
      return { do: 'pan', direction: 1 }
    case 'Backspace':
      return { do: 'back' }
    case 'Escape':
      return { do: 'leave' }
    case 'Enter':
      return { do: 'show' }
    default:
      return null
  }
}
