import { z } from 'zod'

const pem = z.string().regex(/-----BEGIN [A-Z ]+-----/, 'Give it as PEM text.')

/** How a database's TLS is spoken: the words of Node's `tls.connect`. */
export const databaseTlsSchema = z
  .strictObject({
    rejectUnauthorized: z.boolean().default(true).meta({
      title: 'Verify the certificate',
      description: 'Switched off, any certificate is good enough.',
    }),
    ca: pem.optional().meta({
      title: 'Authorities',
      description: 'Certificates of the authorities to trust instead of the system’s, as PEM.',
    }),
    cert: pem.optional().meta({ title: 'Client certificate', description: 'As PEM, with its key.' }),
    key: pem.optional().meta({ title: 'Client key', description: 'As PEM.', secret: true }),
    servername: z.string().min(1, 'Give a name, or leave it out.').optional().meta({
      title: 'Server name',
      description: 'The name in the certificate, where it is not the host of the URL.',
    }),
  })
  .refine(tls => (tls.cert === undefined) === (tls.key === undefined), {
    error: 'A client certificate and its key belong together: give both.',
    path: ['cert'],
  })
export type DatabaseTls = z.infer<typeof databaseTlsSchema>
