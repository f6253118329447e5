/** One thing the app asked of the system. */
export interface RecordedCall {
  /** `shell.openExternal` and the like. */
  readonly api: string
  readonly args: readonly unknown[]
}

/** What the app asked of the system that nothing here would show otherwise. */
export class CallLog {
  private readonly recorded: RecordedCall[] = []

  record(api: string, ...args: readonly unknown[]): void {
    this.recorded.push({ api, args })
  }

  get calls(): readonly RecordedCall[] {
    return this.recorded
  }
}
