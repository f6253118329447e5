import { z } from 'zod'

const ADDRESS = 'Give an address that begins with https:// or http://.'

/** An http or https address. */
export const webAddress = z.url({ protocol: /^https?$/, error: ADDRESS }).max(4000)

/** A key or token, in one line. */
export const key = z
  .string()
  .trim()
  .min(1, 'Give the key.')
  .max(1000)
  .regex(/^[^\r\n\0]*$/, 'A key is one line. Take the line breaks out.')

/** An address below a configured one, whose own path is kept. */
export function below(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}${path}`
}
