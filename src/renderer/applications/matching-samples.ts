import type { BackendSample } from '#shared/contract.ts'

/** Those samples in whose name or help text all the words of a search stand, in any order. */
export function matchingSamples(samples: readonly BackendSample[], search: string): readonly BackendSample[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return samples
  return samples.filter(({ sample, help }) => {
    const text = `${sample} ${help}`.toLowerCase()
    return words.every(word => text.includes(word))
  })
}
