/** What a reference can point to: an environment variable, a file's content, a kept secret. */
export type ReferenceKind = 'env' | 'file' | 'secret'

const REFERENCE = /\$\{(?:env|file|secret):[^{}]*\}/

/** Whether a text holds `${env:NAME}`, `${file:PATH}` or `${secret:ID}`, which the engine fills in when it is used. */
export function holdsReference(text: string): boolean {
  return REFERENCE.test(text)
}
