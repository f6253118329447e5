/** The least that the same thing could cost, measured in the same run. */
export interface Floor {
  /** What was measured: "node -e 0". */
  readonly what: string
  readonly value: number
}

/** One budget, held against what was measured. */
export interface Figure {
  /** "cost of a check, connection: fresh". */
  readonly what: string
  readonly unit: string
  readonly measured: number
  readonly floor: Floor | null
  /** The largest value that is within the budget, in the figure's unit. */
  readonly limit: number
  /** The budget as it is written down: "1.5 x floor". */
  readonly budget: string
  /** What else came out of it, for whoever looks closer; units in the names. */
  readonly notes: Readonly<Record<string, number | string>>
}

/** How thorough a run should be. */
export interface BenchOptions {
  /** Shorter, for a look in between: figures that are quoted come from a full run. */
  readonly quick: boolean
}

/** One measurement: a file beside this one, and one line in the list of `bench.ts`. */
export interface Measurement {
  readonly name: string
  readonly run: (options: BenchOptions) => Promise<readonly Figure[]>
}

/** Whether a figure is within its budget. */
export function isWithin(figure: Figure): boolean {
  return figure.measured <= figure.limit
}
