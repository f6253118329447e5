import type { Status } from '#shared/status.ts'
import { RING_DASHES, STATUS_SHAPES } from '#shared/status-shapes.ts'
import { statusWord } from './about-report.ts'
import type { Drawing, Mark } from './draw-chart.ts'
import { shownText } from './markup-text.ts'

/** A name or message of somebody else, kept from turning the direction of what stands beside it. */
export const foreign = (text: string): string => `<bdi>${shownText(text)}</bdi>`

/** The shape of a status, which says its word to those who do not see it. */
export function statusMark(status: Status): string {
  const { kind, outline, glyph } = STATUS_SHAPES[status]
  const dashes = kind === 'ring' ? ` stroke-dasharray="${RING_DASHES}"` : ''
  const inside = glyph === '' ? '' : `<path class="glyph" d="${glyph}"/>`
  return (
    `<svg class="mark ${status}" viewBox="0 0 16 16" role="img" aria-label="${statusWord(status)}">` +
    `<path d="${outline}"${dashes}/>${inside}</svg>`
  )
}

/** A drawing as SVG, with words for those who do not see it. */
export function svgOf({ width, height, marks }: Drawing, words: string, className = ''): string {
  const named = className === '' ? '' : ` class="${className}"`
  const stretch = className === '' ? '' : ' preserveAspectRatio="none"'
  return (
    `<svg${named} viewBox="0 0 ${width} ${height}"${stretch} role="img" aria-label="${shownText(words)}">` +
    `${marks.map(svgMark).join('')}</svg>`
  )
}

function svgMark(mark: Mark): string {
  if (mark.kind !== 'text') return `<path class="${mark.tone}" d="${mark.path}"/>`
  const { x, y, text, anchor } = mark
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${shownText(text)}</text>`
}

export interface HeadCell {
  readonly title: string
  readonly isNumber?: boolean
}

export function tableHead(cells: readonly HeadCell[], caption: string): string {
  const titles = cells.map(
    ({ title, isNumber = false }) => `<th scope="col"${isNumber ? ' class="number"' : ''}>${title}</th>`,
  )
  return `<div class="scroll"><table aria-label="${caption}"><thead><tr>${titles.join('')}</tr></thead><tbody>\n`
}

export const TABLE_END = '</tbody></table></div>\n'
