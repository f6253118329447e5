import { z } from 'zod'

/** The report's steps for failures of external APIs. */
export const API_STEPS = [
  'Check API key configuration.',
  'Verify API service status.',
  'Review rate limiting and quotas.',
] as const

const ADDRESS = 'Give an http or https address, such as https://example.com.'

/** An http or https address. */
export const apiAddress = z.url({ protocol: /^https?$/, error: ADDRESS })

/** Whether a status page is switched off. */
export function isOff(statusPage: string): boolean {
  return statusPage === '' || statusPage === 'off'
}

/** A key: any text in one line. */
export const apiKey = z
  .string()
  .min(1, 'Give the key.')
  .max(10_000)
  .regex(/^[^\r\n]*$/, 'A key is one line. Take the line breaks out.')

/** The address of a vendor's status page, or none. A form takes an empty field for the default, hence the word. */
export const statusPageField = z
  .string()
  .refine(text => isOff(text) || apiAddress.safeParse(text).success, { error: ADDRESS })
  .meta({
    title: 'Status page',
    description: 'Where the vendor reports incidents. off: it is not asked.',
    advanced: true,
  })
