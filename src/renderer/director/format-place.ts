/** A place in the script, as players have it: `0:25`, `3:05`. Takes milliseconds from its beginning. */
export function formatPlace(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
