import { isIPv6 } from 'node:net'
import { z } from 'zod'

/** A host to connect to: a name or an address, without scheme, port or path. */
export const hostSchema = z
  .string()
  .trim()
  .min(1, 'Give a host name or an address.')
  .max(253, 'A host name has at most 253 characters.')
  .refine(
    host => /^[^\s/:@[\]?#]+$/.test(host) || isIPv6(host),
    'Give a host name or an address alone, such as db.example.com or ::1. The port has its own field.',
  )
  .meta({ title: 'Host', description: 'A name or an address.' })

export const portSchema = z
  .int('Give a port from 1 to 65535.')
  .min(1, 'Ports begin at 1.')
  .max(65_535, 'Ports end at 65535.')
  .meta({ title: 'Port' })

/** "db.example.com:5432", "[::1]:5432". */
export function showHostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
