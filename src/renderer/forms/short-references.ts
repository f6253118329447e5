const STORED_INSIDE = /\$\{secret:[^{}]*\}/g

/**
 * A text to look at, in which references to stored secrets are short, so that the host of an address is seen:
 * `postgres://app:${secret:…}@db.internal/shop`. A text that is nothing but a reference stays as it is.
 */
export function shortReferences(text: string): string {
  return text.replaceAll(STORED_INSIDE, found => (found === text ? found : '${secret:…}'))
}
