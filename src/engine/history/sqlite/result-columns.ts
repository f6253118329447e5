/** Results of one series, in columns: a few bytes each, and nothing to collect. */
export class ResultColumns {
  /** In ms since the epoch. */
  readonly at: number[] = []
  /** As `codeOfStatus` has it. */
  readonly status: number[] = []
  /** `NaN` where there is none. */
  readonly value: number[] = []

  get length(): number {
    return this.at.length
  }

  push(at: number, status: number, value: number): void {
    this.at.push(at)
    this.status.push(status)
    this.value.push(value)
  }

  visit(tell: (at: number, status: number, value: number) => void): void {
    for (let i = 0; i < this.at.length; i++) {
      tell(this.at[i] ?? 0, this.status[i] ?? 0, this.value[i] ?? Number.NaN)
    }
  }

  /** The same by time; those of one moment stay as they came. */
  sorted(): ResultColumns {
    if (this.at.every((at, i) => i === 0 || at >= (this.at[i - 1] ?? 0))) return this
    const order = this.at.map((_, i) => i).sort((a, b) => (this.at[a] ?? 0) - (this.at[b] ?? 0))
    const sorted = new ResultColumns()
    for (const i of order) sorted.push(this.at[i] ?? 0, this.status[i] ?? 0, this.value[i] ?? Number.NaN)
    return sorted
  }
}
