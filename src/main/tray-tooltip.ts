import type { TrayView } from '#engine/tray/tray-menu.ts'

/** Windows cuts a tooltip here. In characters. */
const MOST_ON_WINDOWS = 127

/** The tray's tooltip: the answer, and below it what there is to add; on Windows as many whole lines as fit. Pure. */
export function trayTooltip(
  { title, details }: Pick<TrayView, 'title' | 'details'>,
  platform: NodeJS.Platform,
): string {
  const lines = details === '' ? [] : details.split('\n')
  if (platform !== 'win32') return [title, ...lines].join('\n')
  return lines.reduce((shown, line, at) => {
    const isCutBefore = shown.split('\n').length !== at + 1
    const longer = `${shown}\n${line}`
    return isCutBefore || longer.length > MOST_ON_WINDOWS ? shown : longer
  }, title)
}
