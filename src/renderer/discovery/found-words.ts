/** What looking for services found, in words. */
export function foundWords(found: number): string {
  if (found === 0) return 'Nothing new was found on this machine'
  return found === 1
    ? 'Found 1 service that is not watched yet'
    : `Found ${found} services that are not watched yet`
}
