import type { ClipboardEvent } from 'react'

/**
 * Lets several lines be pasted where one line is typed: an input for one line would join them, which breaks a
 * certificate or a body. `take` is given the whole text with the lines in it.
 */
export function pasteLines(event: ClipboardEvent<HTMLInputElement>, take: (text: string) => void): void {
  const pasted = event.clipboardData.getData('text').replaceAll('\r\n', '\n')
  if (!pasted.trimEnd().includes('\n')) return
  event.preventDefault()
  const { value, selectionStart, selectionEnd } = event.currentTarget
  const start = selectionStart ?? value.length
  take(value.slice(0, start) + pasted + value.slice(selectionEnd ?? start))
}
