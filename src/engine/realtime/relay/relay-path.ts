/** Where clients of the relay connect: the one address where a page of another origin may open a socket. */
export function isRelaySocketPath(url: string): boolean {
  return /^\/app\/[^/?]+(\?|$)/.test(url)
}

/** The key of the app that a client connects to, from the path of its request. */
export function keyOfPath(url: string): string {
  const key = /^\/app\/([^/?]+)/.exec(url)?.[1] ?? ''
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
