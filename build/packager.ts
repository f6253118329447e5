import { z } from 'zod'

/** Who makes packages, and where they get their updates from. */
export interface Packager {
  /** As Debian writes it: name and address. */
  readonly maintainer: string
  readonly homepage: string
  /** The folder on a server from which installed Traylights take updates; null for packages that do not look for any. */
  readonly updatesUrl: string | null
  /** The name in the certificate that Windows installers are signed with; null takes that of the certificate itself. */
  readonly publisherName: string | null
}

const schema = z.object({
  TRAYLIGHT_MAINTAINER: z
    .string()
    .regex(
      /^[^<>\n]+ <[^<>\s]+@[^<>\s]+>$/,
      'TRAYLIGHT_MAINTAINER is not of the form: Name <address@example.org>',
    )
    .default('Traylight local build <traylight@localhost>'),
  TRAYLIGHT_HOMEPAGE: z
    .url({ protocol: /^https?$/, error: 'TRAYLIGHT_HOMEPAGE is not a web address.' })
    .default('http://localhost/'),
  TRAYLIGHT_UPDATES_URL: z
    .url({ protocol: /^https$/, error: 'TRAYLIGHT_UPDATES_URL must be an https address.' })
    .optional(),
  TRAYLIGHT_PUBLISHER: z.string().min(1).optional(),
})

/**
 * Reads from the environment who makes the packages. Without any, they are for this machine's own use: they name nobody
 * and take no updates.
 *
 * @throws where a value cannot be used, with the reason
 */
export function packager(env: Readonly<Record<string, string | undefined>>): Packager {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const values = schema.parse(filled)
  return {
    maintainer: values.TRAYLIGHT_MAINTAINER,
    homepage: values.TRAYLIGHT_HOMEPAGE,
    updatesUrl: values.TRAYLIGHT_UPDATES_URL ?? null,
    publisherName: values.TRAYLIGHT_PUBLISHER ?? null,
  }
}
