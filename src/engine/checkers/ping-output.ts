/** What a system's `ping` found out. */
export interface PingReport {
  readonly received: number
  /** Round trip times of the replies in ms, in the order of their arrival. */
  readonly roundTripsMs: readonly number[]
}

/**
 * Reads the output of `ping` by its replies, one line each, since the summaries differ between systems and languages:
 * Windows counts "destination unreachable" as a reply and translates its words, but not its `=12ms`.
 */
export function readPingOutput(output: string): PingReport {
  const roundTripsMs: number[] = []
  for (const line of output.split('\n')) {
    // A duplicate is no further packet that came through.
    if (/\(DUP!\)/.test(line) || /^(?:rtt|round-trip)/.test(line)) continue
    // "time=0.042 ms", "time<1ms", "Zeit=12ms", "time=1.5 ms TTL=64"; a Windows summary has several times in a line.
    const times = [...line.matchAll(/[=<]\s*(\d+(?:[.,]\d+)?)\s*ms\b/g)]
    const [time] = times
    if (times.length === 1 && time?.[1] !== undefined) roundTripsMs.push(Number(time[1].replace(',', '.')))
  }
  return { received: roundTripsMs.length, roundTripsMs }
}
