import { z } from 'zod'

const pem = z.string().regex(/-----BEGIN [A-Z ]+-----/, 'Give it as PEM text, or a reference to its file.')

/** How TLS is spoken, for every check that can: the words of Node's `tls.connect`. */
export const tlsOptionsSchema = z
  .strictObject({
    rejectUnauthorized: z.boolean().default(true).meta({
      title: 'Certificate must be valid',
      description: 'Off: any certificate is accepted, also an expired or self-signed one.',
    }),
    ca: pem.optional().meta({
      title: 'Authority',
      description: 'PEM of the authorities to trust instead of the usual ones, or a reference to their file.',
    }),
    cert: pem.optional().meta({ title: 'Client certificate', description: 'PEM, with its key.' }),
    key: pem.optional().meta({ title: 'Client key', description: 'PEM.', secret: true }),
    servername: z.string().min(1, 'Give a name, or leave it out.').max(253).optional().meta({
      title: 'Server name',
      description: 'The name to ask for (SNI) and to expect in the certificate, where it is not the host.',
    }),
  })
  .refine(tls => (tls.cert === undefined) === (tls.key === undefined), {
    error: 'Client certificate and key belong together: give both or neither.',
    path: ['key'],
  })
export type TlsOptions = z.infer<typeof tlsOptionsSchema>
