import { decodedPart } from '#shared/decoded-part.ts'

/** The header that sends an address's own name and password; none where it has neither. */
export function basicAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const credentials = `${decodedPart(username)}:${decodedPart(password)}`
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}
