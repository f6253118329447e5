/** One thing that a request takes, out of a header such as Accept or Accept-Encoding. */
export interface HeaderOffer {
  /** In lower case. */
  readonly name: string
  readonly parameters: ReadonlyMap<string, string>
  /** How gladly it is taken, 0 (not at all) to 1. */
  readonly quality: number
}

/** What a request takes, in the order of the header. Takes time in proportion to its length, whatever stands in it. */
export function headerOffers(header: string | undefined): readonly HeaderOffer[] {
  return (header ?? '').split(',').map(readOffer)
}

function readOffer(text: string): HeaderOffer {
  const [name = '', ...rest] = text.split(';').map(part => part.trim().toLowerCase())
  const parameters = new Map(
    rest.map(parameter => {
      const [key = '', value = ''] = parameter.split('=')
      return [key.trim(), value.trim().replaceAll('"', '')] as const
    }),
  )
  const quality = Number(parameters.get('q') ?? 1)
  return { name, parameters, quality: Number.isFinite(quality) ? quality : 0 }
}
