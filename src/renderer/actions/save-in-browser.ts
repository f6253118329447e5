/** Lets the browser save a text as a file. */
export function saveInBrowser(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // Freed once the browser has begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
