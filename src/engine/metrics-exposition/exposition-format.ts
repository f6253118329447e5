import { type HeaderOffer, headerOffers } from './header-offers.ts'

/** How a metrics document is written. */
export type ExpositionFormat = 'prometheus' | 'openmetrics'

export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** The versions of OpenMetrics whose readers can read what is written here. */
const READABLE = new Set(['1.0.0', '0.0.1'])

/** The format that an Accept header prefers. OpenMetrics only where it is asked for by name. */
export function formatFor(accept: string | undefined): ExpositionFormat {
  const offers = headerOffers(accept)
  const best = (isMeant: (offer: HeaderOffer) => boolean) =>
    Math.max(0, ...offers.filter(isMeant).map(({ quality }) => quality))
  const openMetrics = best(
    ({ name, parameters }) =>
      name === 'application/openmetrics-text' && READABLE.has(parameters.get('version') ?? '1.0.0'),
  )
  const text = best(
    ({ name, parameters }) => name === 'text/plain' && (parameters.get('version') ?? '0.0.4') === '0.0.4',
  )
  return openMetrics > 0 && openMetrics >= text ? 'openmetrics' : 'prometheus'
}
