/**
 * Whether a name that an operator chose says that its value is secret: of headers those are, while Accept and
 * Content-Type stay readable.
 */
export function isSecretName(name: string): boolean {
  return /authorization|cookie|token|key|secret|password/i.test(name)
}
