import { z } from 'zod'
import { startFile } from './child-process.ts'

/** A web service on loopback, in a process of its own, that answers everything with a few bytes. */
export interface LoopbackTarget {
  /** Without a slash at its end. */
  readonly url: string
  /** When requests arrived since it was last asked, by path, in ms. */
  takeArrivals(): Promise<ReadonlyMap<string, readonly number[]>>
  stop(): Promise<void>
}

const arrivalsSchema = z.record(z.string(), z.array(z.number()))

export async function startLoopbackTarget(): Promise<LoopbackTarget> {
  const child = await startFile('loopback-target-process.ts')
  const port = z.int().parse(child.first)
  return {
    url: `http://127.0.0.1:${port}`,
    takeArrivals: async () => new Map(Object.entries(arrivalsSchema.parse(await child.ask('arrivals')))),
    stop: () => child.stop(),
  }
}
