const GREETINGS: readonly (readonly [RegExp, string])[] = [
  [/^HTTP\/\d/, 'A web server'],
  [/^<(!doctype|html)/i, 'A web server'],
  [/^SSH-/, 'An SSH server'],
  [/^220[ -]/, 'A mail or FTP server'],
  [/^\* OK/, 'A mail server'],
  [/^(\+PONG|-ERR |-NOAUTH |-DENIED )/, 'Redis'],
  [/^.{4}\n[\d.]+[^\n]*mysql_native_password/s, 'MySQL'],
]

/** Who answers, told from the first bytes of the answer: "A web server"; null where it cannot be told. */
export function nameStranger(firstBytes: Uint8Array): string | null {
  // A TLS record: an alert or a handshake, of version 3.x.
  if ((firstBytes[0] === 0x15 || firstBytes[0] === 0x16) && firstBytes[1] === 3)
    return 'A server that speaks TLS'
  const text = Buffer.from(firstBytes.subarray(0, 200)).toString('latin1')
  return GREETINGS.find(([greeting]) => greeting.test(text))?.[1] ?? null
}
