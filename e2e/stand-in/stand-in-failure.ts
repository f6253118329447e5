/** How a failure of the stand-in itself begins in what it writes to standard error. */
export const FAILURE_MARK = 'The stand-in for Electron failed:'

/** Says it where no app that survives errors can keep it from the test, which then fails. */
export function reportFailure(message: string): void {
  process.stderr.write(`${FAILURE_MARK} ${message}\n`)
}

/** Does something on behalf of Chromium, where there is nobody to catch what goes wrong. */
export function sayWhatFails(act: () => void): void {
  try {
    act()
  } catch (error) {
    // What the stand-in lacks has been said already.
    if (error instanceof Error && error.name === 'NotInStandIn') return
    reportFailure(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}
