/** A moment in the future, and how long ago it was. */
export interface TestDeadline {
  /** Milliseconds since it passed; 0 before, which also ends the waiting for it. */
  lateMs(): number
}

/**
 * A deadline in `ms` by a timer of its own. On a busy machine that timer is late as all timers are, so what is
 * measured by it is how much later something else was.
 */
export function testDeadline(ms: number): TestDeadline {
  let passedAt: number | undefined
  const timer = setTimeout(() => {
    passedAt = performance.now()
  }, ms)
  return {
    lateMs() {
      clearTimeout(timer)
      return passedAt === undefined ? 0 : performance.now() - passedAt
    },
  }
}
