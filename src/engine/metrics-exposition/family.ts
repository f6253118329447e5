export type Labels = Readonly<Record<string, string>>

/** One number of a family. */
export interface FamilySample {
  readonly labels: Labels
  /** Never NaN: what is not known has no sample. */
  readonly value: number
  /** What follows the family's name: of a histogram `_bucket`, `_sum` and `_count`. */
  readonly suffix?: string
}

/** One metric of an exposition with all its samples. The names of counters end in `_total`. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'gauge' | 'counter' | 'histogram'
  readonly samples: readonly FamilySample[]
}

export function gauge(name: string, help: string, samples: readonly FamilySample[]): Family {
  return { name, help, type: 'gauge', samples }
}

export function counter(name: string, help: string, samples: readonly FamilySample[]): Family {
  return { name, help, type: 'counter', samples }
}

/** A sample, or none where the value is not known: absent, never 0. */
export function known(labels: Labels, value: number | null | undefined): readonly FamilySample[] {
  return value === null || value === undefined || Number.isNaN(value) ? [] : [{ labels, value }]
}

/** One sample for each state: 1 for the current one, 0 for the others. */
export function stateSet(
  labels: Labels,
  states: readonly string[],
  current: string,
): readonly FamilySample[] {
  return states.map(status => ({ labels: { ...labels, status }, value: Number(status === current) }))
}
