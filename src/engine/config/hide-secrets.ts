import type { Details, DetailValue } from '#shared/views.ts'

const HIDDEN = '•••'
/** Shorter ones stand in ordinary words as well; hiding those would say more than it hides. */
const SHORTEST = 4

/** Takes secrets out of what will be shown: as they are, and as they read in a URL. */
export class SecretHider {
  readonly #needles: readonly string[]

  constructor(secrets: readonly string[]) {
    this.#needles = secrets
      .filter(secret => secret.length >= SHORTEST)
      .flatMap(secret => [secret, encodeURIComponent(secret)])
  }

  inText(text: string): string {
    let shown = text
    for (const needle of this.#needles) shown = shown.replaceAll(needle, HIDDEN)
    return shown
  }

  inDetails(details: Details): Details {
    if (this.#needles.length === 0) return details
    return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, this.#inValue(value)]))
  }

  #inValue(value: DetailValue): DetailValue {
    if (typeof value === 'string') return this.inText(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((inner: DetailValue) => this.#inValue(inner))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#inValue(inner)]))
  }
}
