import type { X509Certificate } from 'node:crypto'
import type { Details } from '#shared/views.ts'

/** No chain that anybody uses is longer; one that refers to itself must end somewhere. */
const MAX_CHAIN = 10

/** What a peer's certificate says. */
export interface CertificateFacts {
  /** When it expires, in ms since the epoch. */
  readonly expiresAt: number
  readonly details: Details
  /** All the rest. Kept, because Node hands a peer's certificate out once only. */
  readonly x509: X509Certificate
}

/** The facts of a certificate, trusted or not. */
export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  return {
    expiresAt: certificate.validToDate.getTime(),
    details: {
      certificateSubject: nameInOneLine(certificate.subject),
      certificateIssuer: nameInOneLine(certificate.issuer),
      certificateExpiresAt: certificate.validToDate.toISOString(),
    },
    x509: certificate,
  }
}

/** Everything worth showing of the certificate and the chain it came with. */
export function certificateDetails({ details, x509: certificate }: CertificateFacts, now: number): Details {
  return {
    ...details,
    certificateNames: certificate.subjectAltName ?? '',
    certificateValidFrom: certificate.validFromDate.toISOString(),
    daysLeft: daysUntil(certificate.validToDate.getTime(), now),
    serialNumber: certificate.serialNumber,
    fingerprint256: certificate.fingerprint256,
    chain: chainOf(certificate).map(link => nameInOneLine(link.subject)),
  }
}

/** Whole days from `now` until a moment, both in ms since the epoch; negative when it has passed. */
export function daysUntil(moment: number, now: number): number {
  return Math.floor((moment - now) / 86_400_000)
}

function chainOf(leaf: X509Certificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  let link: X509Certificate | undefined = leaf
  while (link && chain.length < MAX_CHAIN) {
    chain.push(link)
    const issuer: X509Certificate | undefined = link.issuerCertificate
    link = issuer && issuer.fingerprint256 !== link.fingerprint256 ? issuer : undefined
  }
  return chain
}

/** OpenSSL writes one part of a distinguished name per line. */
function nameInOneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ')
}
