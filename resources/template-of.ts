/**
 * The drawing as macOS wants it for the menu bar: black on nothing, for the system to colour. The sign on a shape, told
 * apart by its colour before, is cut out of it.
 *
 * @param svg with paths of class `outline`, `slash`, `tick`, `mark` and `glyph`, an element each
 */
export function templateOf(svg: string): string {
  const black = svg.replaceAll(/<path class="(?:outline|slash|tick|mark|glyph)"[^>]*\/>/g, path =>
    path.replaceAll(/="#[0-9a-f]{3,6}"/g, '="#000"'),
  )
  const glyph = /<path class="glyph"[^>]*\/>/.exec(black)?.[0]
  if (glyph === undefined) return black
  const mask = `<mask id="sign"><path d="M0 0h16v16H0z" fill="#fff"/>${glyph}</mask>`
  return black.replace(glyph, mask).replace('class="outline"', 'class="outline" mask="url(#sign)"')
}
