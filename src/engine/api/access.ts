import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { isOnThisMachine } from '../status/network-presence.ts'

/** Splits "name:port" or "[::1]:port" of a Host header; null where it is no such thing. */
export function hostNameOf(hostHeader: string | undefined): string | null {
  if (hostHeader === undefined || hostHeader === '') return null
  const url = URL.parse(`http://${hostHeader}`)
  // A path, a user or anything else in there is no Host header.
  if (url?.pathname !== '/' || url.username !== '' || url.search !== '') return null
  return url.hostname.replace(/^\[|\]$/g, '')
}

/**
 * Whether a Host header may be answered: loopback names, the host that was bound by name, those that the operator
 * allows, and plain addresses where the face listens beyond loopback. A web page that rebinds its own name to 127.0.0.1
 * sends that name, and is refused.
 */
export function isAllowedHost(
  hostHeader: string | undefined,
  boundHost: string,
  allowed: readonly string[] = [],
): boolean {
  const name = hostNameOf(hostHeader)
  if (name === null) return false
  if (isOnThisMachine(name) || name === boundHost.toLowerCase() || allowed.includes(name)) return true
  return !isOnThisMachine(boundHost) && isIP(name) !== 0
}

/** Whether a request was made by our own page, or by no page at all: the Origin must be the very host asked. */
export function isOwnOrigin(origin: string | undefined, hostHeader: string | undefined): boolean {
  if (origin === undefined) return true
  const url = URL.parse(origin)
  return url !== null && hostHeader !== undefined && url.host === hostHeader && url.protocol === 'http:'
}

/**
 * Whether another web page makes a request. Browsers say so in one header or the other; a page on another port of this
 * machine has our cookie sent along.
 */
export function isOfOtherPage(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') return true
  return !isOwnOrigin(request.headers.origin, request.headers.host)
}

/** Compares two secrets in time that does not depend on where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** The name of the cookie that carries the token; with the port, since cookies are shared by all ports of a host. */
export const cookieName = (port: number): string => `traylight-${port}`

/** Whether a request carries the token, as `Authorization: Bearer` or in our cookie. */
export function hasToken(request: FastifyRequest, token: string, port: number): boolean {
  const { authorization, cookie: cookies } = request.headers
  if (authorization === undefined && cookies === undefined) return false
  const bearer = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
  if (bearer !== undefined) return sameSecret(bearer, token)
  const cookie = request.cookies[cookieName(port)]
  return cookie !== undefined && sameSecret(cookie, token)
}
