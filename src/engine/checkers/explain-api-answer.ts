import type { ApiAnswer } from './api-call.ts'
import type { FailureKind } from './checker.ts'
import { statusText } from './http-status-text.ts'
import { vendorErrorCodes, vendorErrorText } from './vendor-error-text.ts'

/** A vendor in the words of its answers' explanations. */
export interface ApiVendor {
  /** As the sentence's subject: "OpenAI", "Supabase storage". */
  readonly name: string
  /** What it is asked with: "API key", "secret key". */
  readonly key: string
  /** What is asked of it, after "to": "list models". */
  readonly action: string
  /** What a 403 without a word of explanation means there, where that is not the key's permissions. */
  readonly forbidden?: string
  /** What it is asked with, which must not appear in what it says. */
  readonly keys: readonly string[]
}

/** Why an answer is none that was hoped for. */
export interface ApiProblem {
  readonly failure: FailureKind
  /** What happened, in a sentence. */
  readonly message: string
  /** Whether it is the vendor who has trouble: then its status page is worth a word. */
  readonly vendorTrouble: boolean
  /** In the vendor's own words, where it has any. */
  readonly vendorMessage?: string | undefined
}

/** Explains an answer whose status is not 2xx; undefined for one that is. */
export function explainApiAnswer(answer: ApiAnswer, vendor: ApiVendor): ApiProblem | undefined {
  const { statusCode } = answer
  if (statusCode >= 200 && statusCode < 300) return undefined
  const vendorMessage = vendorErrorText(answer, vendor.keys)
  return { ...explain(answer, vendor, vendorMessage), vendorMessage, vendorTrouble: statusCode >= 500 }
}

type Explained = Pick<ApiProblem, 'failure' | 'message'>

function explain(answer: ApiAnswer, vendor: ApiVendor, said: string | undefined): Explained {
  const { statusCode } = answer
  const status = statusText(statusCode)
  // Last, since it may be long: what to do must not be cut off behind it.
  const quote = said === undefined ? '' : ` It says: "${said}".`
  if (statusCode === 401) return unauthorized(vendor, said, quote)
  if (statusCode === 403) return forbidden(vendor, said, quote)
  if (statusCode === 402) {
    return usedUp(vendor, statusCode, quote)
  }
  if (statusCode === 429) return tooMany(answer, vendor, quote)
  if (statusCode >= 500) {
    return { failure: 'unexpected', message: `${vendor.name} answered ${status}: it has trouble.` }
  }
  if (statusCode >= 300 && statusCode < 400) {
    const message = `${answer.address} answered ${status}, which sends elsewhere. Check the address.`
    return { failure: 'unexpected', message }
  }
  const hint = statusCode === 404 ? ' Check the address.' : ''
  return { failure: 'unexpected', message: `${vendor.name} answered ${status}.${hint}${quote}` }
}

/** An answer that is not the documented one: a captive portal, a proxy's page, another program. */
export function undocumentedAnswer({ address, statusCode }: ApiAnswer, vendor: ApiVendor): ApiProblem {
  const message = `${address} answered ${statusText(statusCode)} with something that is not an answer of ${vendor.name}. Check the address, and whether a proxy or a login page is in between.`
  return { failure: 'protocol', message, vendorTrouble: false }
}

function unauthorized({ name, key }: ApiVendor, said = '', quote: string): Explained {
  // Pusher takes no request whose time is more than 600 s from its own.
  const todo = /^timestamp expired/i.test(said) ? 'Set the clock of this machine.' : `Check the ${key}.`
  const message = `${name} does not accept the ${key} (${statusText(401)}). ${todo}${quote}`
  return { failure: 'auth', message }
}

function forbidden(vendor: ApiVendor, said = '', quote: string): Explained {
  const { name, key, action, forbidden: meaning } = vendor
  if (/quota|reached your limit/i.test(said)) return usedUp(vendor, 403, quote)
  const message =
    meaning === undefined
      ? `${name} does not allow this ${key} to ${action} (${statusText(403)}). Check what the key may do.${quote}`
      : `${name} refuses to ${action} (${statusText(403)}). ${meaning}${quote}`
  return { failure: 'auth', message }
}

/** OpenAI says with one status what has two remedies: waiting, or paying. */
function tooMany(answer: ApiAnswer, vendor: ApiVendor, quote: string): Explained {
  if (vendorErrorCodes(answer).includes('insufficient_quota')) return usedUp(vendor, 429, quote)
  const message = `${vendor.name} limits the rate of requests (${statusText(429)}). ${restText(answer)}${quote}`
  return { failure: 'quota', message }
}

function usedUp({ name }: ApiVendor, statusCode: number, quote: string): Explained {
  const message = `The quota at ${name} is used up (${statusText(statusCode)}). Check the plan and billing.${quote}`
  return { failure: 'quota', message }
}

function restText({ retryAfterMs }: ApiAnswer): string {
  if (!retryAfterMs) return 'Check less often, or raise the limit.'
  const seconds = Math.ceil(retryAfterMs / 1000)
  return `It asks to be left alone for ${seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}.`
}
