/**
 * X.509 certificates made on the spot, for tests of TLS: expired ones, self-signed ones, ones for another name. Written
 * as DER here (RFC 5280) because Node reads certificates but makes none, and openssl's options differ by version.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate and its private key, both as PEM. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

/** An authority that tests can trust. */
export interface TestAuthority extends TestCertificate {
  /** Issues a certificate for these names and addresses (127.0.0.1 by default). */
  issue(what?: CertificateWishes): TestCertificate
}

/** What a certificate should say. Times in ms since the epoch; by default it is valid from yesterday for 90 days. */
export interface CertificateWishes {
  readonly names?: readonly string[]
  readonly validFrom?: number
  readonly validTo?: number
}

const DAY_MS = 86_400_000
const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'))

/** Makes an authority with a certificate of its own. */
export function testAuthority(commonName = 'Test Authority'): TestAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer: Issuer = { name: distinguishedName(commonName), key: keys.privateKey }
  const now = Date.now()
  const validity = { validFrom: now - DAY_MS, validTo: now + 3650 * DAY_MS }
  const extensions = [extension('2.5.29.19', sequence(boolean(true)), true)]
  return {
    cert: certificate(issuer, issuer.name, keys.publicKey, validity, extensions),
    key: pem(keys.privateKey),
    issue: what => issue(issuer, what),
  }
}

/** Makes a certificate that nobody signed but itself. */
export function selfSignedCertificate(what: CertificateWishes = {}): TestCertificate {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = distinguishedName(what.names?.[0] ?? '127.0.0.1')
  const cert = certificate({ name, key: keys.privateKey }, name, keys.publicKey, validityOf(what), [
    alternativeNames(what.names ?? ['127.0.0.1']),
  ])
  return { cert, key: pem(keys.privateKey) }
}

interface Issuer {
  readonly name: Buffer
  readonly key: KeyObject
}

interface Validity {
  readonly validFrom: number
  readonly validTo: number
}

function issue(issuer: Issuer, what: CertificateWishes = {}): TestCertificate {
  const names = what.names ?? ['127.0.0.1']
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject = distinguishedName(names[0] ?? 'nobody')
  const cert = certificate(issuer, subject, keys.publicKey, validityOf(what), [alternativeNames(names)])
  return { cert, key: pem(keys.privateKey) }
}

function validityOf({ validFrom, validTo }: CertificateWishes): Validity {
  const now = Date.now()
  return { validFrom: validFrom ?? now - DAY_MS, validTo: validTo ?? now + 90 * DAY_MS }
}

function certificate(
  issuer: Issuer,
  subject: Buffer,
  publicKey: KeyObject,
  { validFrom, validTo }: Validity,
  extensions: readonly Buffer[],
): string {
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(8)])),
    ECDSA_WITH_SHA256,
    issuer.name,
    sequence(time(validFrom), time(validTo)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', toBeSigned, issuer.key)
  const whole = sequence(toBeSigned, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function distinguishedName(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(commonName)))))
}

function alternativeNames(names: readonly string[]): Buffer {
  const entries = names.map(name =>
    /^[\d.]+$/.test(name)
      ? der(0x87, Buffer.from(name.split('.').map(Number)))
      : der(0x82, Buffer.from(name, 'latin1')),
  )
  return extension('2.5.29.17', sequence(...entries), false)
}

function extension(id: string, value: Buffer, critical: boolean): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), der(0x04, value))
}

function time(moment: number): Buffer {
  const text = new Date(moment).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  return der(0x18, Buffer.from(text))
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const part of rest) {
    const digits = [part % 128]
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift((left % 128) + 128)
    bytes.push(...digits)
  }
  return der(0x06, Buffer.from(bytes))
}

function integer(value: Buffer): Buffer {
  return der(0x02, value)
}

function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts)
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content])
}

function lengthOf(length: number): Buffer {
  if (length < 128) return Buffer.from([length])
  return length < 256 ? Buffer.from([0x81, length]) : Buffer.from([0x82, length >> 8, length & 0xff])
}
