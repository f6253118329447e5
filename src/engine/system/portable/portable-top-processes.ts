import { cpus } from 'node:os'
import { z } from 'zod'
import type { TopProcess } from '#shared/contract.ts'
import type { Clock } from '../../clock.ts'
import type { TopProcessesQuery } from '../system-sampler.ts'
import type { LoadSystemInformation } from './system-information.ts'

/** systeminformation answers from memory when asked again sooner than after half a second. */
const BETWEEN_READINGS_MS = 600

const processesSchema = z.object({
  list: z.array(
    z.object({
      pid: z.number(),
      name: z.string(),
      /** Percent of all cores together. */
      cpu: z.number().catch(0),
      /** KiB. */
      memRss: z.number().catch(0),
      user: z.string().catch(''),
    }),
  ),
})

/** Lists the processes that use most, from systeminformation. */
export function portableTopProcesses(clock: Clock, load: LoadSystemInformation) {
  return async ({ by, count }: TopProcessesQuery): Promise<readonly TopProcess[]> => {
    const information = await load()
    // The first answer is of the whole time since start; only the second is of now.
    await information.processes()
    await new Promise<void>(resolve => {
      clock.after(BETWEEN_READINGS_MS, resolve)
    })
    const { list } = processesSchema.parse(await information.processes())
    const order = by === 'cpu' ? (p: TopProcess) => p.cpuPercent : (p: TopProcess) => p.memoryBytes
    return list
      .map(({ pid, name, cpu, memRss, user }) => ({
        pid,
        name,
        cpuPercent: Math.round(cpu * cpus().length * 10) / 10,
        memoryBytes: memRss * 1024,
        user,
      }))
      .sort((a, b) => order(b) - order(a))
      .slice(0, count)
  }
}
