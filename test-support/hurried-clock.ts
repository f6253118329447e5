import { type Clock, systemClock } from '../src/engine/clock.ts'

/** A clock that runs so many times faster, for what waits for real sockets and for long times of its own. */
export function hurriedClock(factor: number): Clock {
  const startedAt = systemClock.monotonic()
  const startedWall = systemClock.now()
  const elapsed = () => (systemClock.monotonic() - startedAt) * factor
  return {
    now: () => Math.round(startedWall + elapsed()),
    monotonic: elapsed,
    after: (delayMs, callback) => systemClock.after(delayMs / factor, callback),
  }
}
