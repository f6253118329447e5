import { TLSSocket } from 'node:tls'
import { z } from 'zod'
import { certificateDetails, daysUntil } from './certificate-facts.ts'
import { CheckFailure, defineChecker } from './checker.ts'
import { hostSchema, portSchema, showHostPort } from './host-port.ts'
import { certificateProblem, roundMs, timedConnect } from './timed-connect.ts'

const schema = z.strictObject({
  host: hostSchema,
  port: portSchema.default(443),
  servername: z.string().min(1).max(253).optional().meta({
    title: 'Server name',
    description: 'The name to ask for (SNI) and to expect in the certificate, where it is not the host.',
    advanced: true,
  }),
  rejectUnauthorized: z.boolean().default(true).meta({
    title: 'Certificate must be valid',
    description: 'Off: only its expiry counts, not who signed it and for which name.',
    advanced: true,
  }),
})
type TlsTarget = z.infer<typeof schema>

/** Checks the certificate that a server presents. `responseTimeMs` is the time until the handshake was done. */
export const tlsChecker = defineChecker<TlsTarget>({
  kind: 'tls',
  title: 'TLS certificate',
  summary: 'Makes a TLS handshake and looks at the certificate: its expiry, its name, who signed it.',
  schema,
  defaults: { category: 'apis' },
  whatToCheck: [
    'Check when the certificate expires and whether its renewal (certbot, ACME) runs.',
    'Check that the server was reloaded after the renewal.',
    'Check that the server sends its whole chain (openssl s_client -connect HOST:PORT -servername NAME).',
    'Check that the name is among those of the certificate.',
    'Check the clocks on both sides.',
  ],
  describe: ({ host, port }) => ({ text: showHostPort(host, port), host }),
  async check({ host, port, servername, rejectUnauthorized }, context) {
    const address = showHostPort(host, port)
    const startedAt = context.clock.monotonic()
    // Looked at first and judged then, so that a certificate that is not accepted can be shown.
    const where = { host, port, address, tls: { rejectUnauthorized: false, servername } }
    const { socket, timing, certificate } = await timedConnect(where, context)
    try {
      const responseTimeMs = roundMs(context.clock.monotonic() - startedAt)
      if (!(socket instanceof TLSSocket) || !certificate) {
        throw new CheckFailure('tls', `The server at ${address} presented no certificate.`)
      }
      const { expiresAt } = certificate
      const now = context.clock.now()
      const problem = rejectUnauthorized
        ? certificateProblem(socket, where, certificate)
        : expiryProblem(expiresAt, now, address)
      return {
        status: problem ? 'unhealthy' : 'healthy',
        message: problem?.message ?? `Valid for ${inDays(daysUntil(expiresAt, now))}`,
        responseTimeMs,
        details: {
          ...certificateDetails(certificate, now),
          protocol: socket.getProtocol() ?? '',
          cipher: socket.getCipher().standardName,
          ...timing,
          totalMs: responseTimeMs,
        },
        ...(problem && { failure: problem.failure }),
        certificateExpiresAt: expiresAt,
      }
    } finally {
      socket.destroy()
    }
  },
})

function expiryProblem(expiresAt: number, now: number, address: string): CheckFailure | undefined {
  if (expiresAt > now) return undefined
  return new CheckFailure('tls', `The certificate of ${address} has expired. Renew it.`)
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}
