import { Resvg } from '@resvg/resvg-js'

/** Status icons are drawn on a grid of 16 x 16. */
const GRID = 16
const VIEW_BOX = `viewBox="0 0 ${GRID} ${GRID}"`

/**
 * The same drawing, scaled by a few percent so that its outline begins and ends between two pixels: straight edges and
 * the extremes of a circle then are sharp where a plain scale-down has them half on one pixel, half on the next.
 *
 * @param svg on the grid, with one path of class `outline`
 * @param size edge of the picture it is made for, in px; even, so that what is in the middle stays there
 * @param margin left free around the grid, in px
 */
export function fitToPixels(svg: string, size: number, margin = 0): string {
  const box = outlineBox(svg)
  const width = 2 * Math.round((box.width * (size - 2 * margin)) / GRID / 2)
  const scale = width / box.width
  const bottom = Math.round(size / 2 + (box.bottom - GRID / 2) * scale)
  const edge = size / scale
  return svg.replace(
    VIEW_BOX,
    `viewBox="${(GRID - edge) / 2} ${box.bottom - bottom / scale} ${edge} ${edge}"`,
  )
}

/** Where the outline ends with its stroke, in units of the grid. */
function outlineBox(svg: string): { width: number; bottom: number } {
  const [outline, ...more] = svg.match(/<path class="outline"[^>]*\/>/g) ?? []
  if (outline === undefined || more.length > 0 || !svg.includes(VIEW_BOX)) {
    throw new Error(`An icon needs ${VIEW_BOX} and one path of class "outline".`)
  }
  const whole = outline.replace(/ mask="[^"]*"/, '')
  const box = new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" ${VIEW_BOX}>${whole}</svg>`).getBBox()
  if (!box) throw new Error('The outline of an icon draws nothing.')
  return { width: hundredths(box.width), bottom: hundredths(box.y + box.height) }
}

/** The box comes in single precision; its noise must not decide where half a pixel is rounded to. */
function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
