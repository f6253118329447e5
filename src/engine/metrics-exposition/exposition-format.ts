/** How a metrics document is written. */
export type ExpositionFormat = 'prometheus' | 'openmetrics'

export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** The versions of OpenMetrics whose readers can read what is written here. */
const READABLE = new Set(['1.0.0', '0.0.1'])

interface Offer {
  readonly type: string
  readonly version: string | undefined
  readonly quality: number
}

/** The format that an Accept header prefers. OpenMetrics only where it is asked for by name. */
export function formatFor(accept: string | undefined): ExpositionFormat {
  const offers = (accept ?? '').split(',').map(readOffer)
  const best = (isMeant: (offer: Offer) => boolean) =>
    Math.max(0, ...offers.filter(isMeant).map(({ quality }) => quality))
  const openMetrics = best(
    ({ type, version }) =>
      type === 'application/openmetrics-text' && (version === undefined || READABLE.has(version)),
  )
  const text = best(({ type, version }) => type === 'text/plain' && (version ?? '0.0.4') === '0.0.4')
  return openMetrics > 0 && openMetrics >= text ? 'openmetrics' : 'prometheus'
}

function readOffer(text: string): Offer {
  const [type = '', ...rest] = text.split(';').map(part => part.trim().toLowerCase())
  const parameters = new Map(
    rest.map(parameter => {
      const [name = '', value = ''] = parameter.split('=')
      return [name.trim(), value.trim().replaceAll('"', '')] as const
    }),
  )
  const quality = Number(parameters.get('q') ?? 1)
  return { type, version: parameters.get('version'), quality: Number.isFinite(quality) ? quality : 0 }
}
