/** The mask reaches past the grid, where strokes end and a picture has its margin. */
const BEYOND_GRID = 'x="-4" y="-4" width="24" height="24"'

/**
 * A drawing with a mark on it. The drawing is cut away around the mark, so that the mark stands out by shape as well:
 * in a menu bar without colour there is nothing else.
 *
 * @param svg the drawing of an icon
 * @param mark a drawing on the same grid, with a path of class `halo`, which is cut away, and one of class `mark`
 */
export function withMark(svg: string, mark: string): string {
  const halo = pathOf(mark, 'halo')
  const [, open, drawing] = /^(<svg[^>]*>)(.*)<\/svg>\s*$/s.exec(svg) ?? []
  if (open === undefined || drawing === undefined) throw new Error('An icon is one svg element.')
  return [
    open,
    `<mask id="beside-mark" maskUnits="userSpaceOnUse" ${BEYOND_GRID}>`,
    `<path d="M-4-4h24v24h-24z" fill="#fff"/>${halo}</mask>`,
    `<g mask="url(#beside-mark)">${drawing}</g>`,
    `${pathOf(mark, 'mark')}</svg>`,
  ].join('')
}

function pathOf(svg: string, name: string): string {
  const path = new RegExp(`<path class="${name}"[^>]*/>`).exec(svg)?.[0]
  if (path === undefined) throw new Error(`A mark needs a path of class "${name}".`)
  return path
}
