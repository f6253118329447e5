import { z } from 'zod'

/** The report's steps for failures of external APIs. */
export const API_STEPS = [
  'Check API key configuration',
  'Verify API service status',
  'Review rate limiting and quotas',
] as const

const ADDRESS = 'Give an http or https address, such as https://example.com.'

/** An http or https address. */
export const apiAddress = z.url({ protocol: /^https?$/, error: ADDRESS })

/** A key: any text in one line. */
export const apiKey = z
  .string()
  .min(1, 'Give the key.')
  .max(10_000)
  .regex(/^[^\r\n]*$/, 'A key is one line. Take the line breaks out.')

/** The address of a vendor's status page, or nothing. */
export const statusPageField = z
  .string()
  .refine(text => text === '' || apiAddress.safeParse(text).success, { error: ADDRESS })
  .meta({
    title: 'Status page',
    description: 'Where the vendor reports incidents. Empty: it is not asked.',
    advanced: true,
  })
