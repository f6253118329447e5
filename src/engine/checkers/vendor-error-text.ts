import { z } from 'zod'
import { SecretHider } from '../config/hide-secrets.ts'
import type { ApiAnswer } from './api-call.ts'
import { printable, shorten } from './printable-text.ts'

/** As much of a vendor's own words as a sentence can hold. */
const LONGEST_TEXT = 160
/** As much of them as is looked at. */
const LONGEST_READ = 2000
/** A key of which a vendor shows the ends only: "sk-pr********************ab12". Nobody needs those either. */
const MASKED_KEY = /\S*\*{3,}\S*?(?=[.,;:]?(?:\s|$))/g

/** Pusher repeats all that it signed. */
const SIGNED = /: you should have sent HmacSHA256Hex.*$/s

const text = z.string().min(1)
const errorSchema = z.looseObject({
  /** OpenAI's object, or Supabase Storage's word. */
  error: z
    .union([
      z.looseObject({ message: text.optional(), code: z.unknown().optional(), type: z.unknown().optional() }),
      text,
    ])
    .optional()
    .catch(undefined),
  /** Clerk's. */
  errors: z
    .array(z.looseObject({ message: text.optional(), code: z.unknown().optional() }))
    .optional()
    .catch(undefined),
  /** That of gateways, PostgREST and Storage. */
  message: text.optional().catch(undefined),
  /** That of Supabase Auth. */
  msg: text.optional().catch(undefined),
})

/**
 * What a vendor says about an error, in one printable line without the keys it was asked with; undefined where it says
 * nothing. Keys are taken out before anything is cut off, which could leave a part of one.
 */
export function vendorErrorText(
  { document, text: body }: Pick<ApiAnswer, 'document' | 'text'>,
  keys: readonly string[],
): string | undefined {
  const said = ofDocument(document) ?? ofPlainText(body)
  if (said === undefined) return undefined
  const read = new SecretHider(keys).inText(said).slice(0, LONGEST_READ).replace(SIGNED, '')
  const line = printable(read).replaceAll(/\s+/g, ' ').replaceAll(MASKED_KEY, '•••').trim()
  return shorten(line, LONGEST_TEXT).replace(/[.!]+$/, '') || undefined
}

/** The words that a vendor's program would compare: `insufficient_quota`, `clerk_key_invalid`. */
export function vendorErrorCodes({ document }: Pick<ApiAnswer, 'document'>): readonly string[] {
  const parsed = errorSchema.safeParse(document)
  if (!parsed.success) return []
  const { error, errors } = parsed.data
  const codes = [
    ...(typeof error === 'object' ? [error.code, error.type] : []),
    ...(errors ?? []).map(({ code }) => code),
  ]
  return codes.filter(code => typeof code === 'string')
}

function ofDocument(document: unknown): string | undefined {
  const parsed = errorSchema.safeParse(document)
  if (!parsed.success) return undefined
  const { error, errors, message, msg } = parsed.data
  const ofError = typeof error === 'string' ? undefined : error?.message
  return ofError ?? errors?.[0]?.message ?? message ?? msg ?? (typeof error === 'string' ? error : undefined)
}

/** Pusher answers errors in plain text. A page of HTML is somebody else's. */
function ofPlainText(body: string): string | undefined {
  return body.length > LONGEST_READ || /^\s*[<{[]/.test(body) ? undefined : body
}
