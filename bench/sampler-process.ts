// The system sampler and nothing else, in a process of its own; tells how many metrics its first samples had.
import { systemClock } from '#engine/clock.ts'
import { machineSources } from '#engine/system/machine-sources.ts'
import { SystemSampler } from '#engine/system/system-sampler.ts'
import { settingsSchema } from '#shared/config.ts'

const { sampleSeconds } = settingsSchema.parse({})
const sampler = new SystemSampler({
  clock: systemClock,
  sampleSeconds,
  ...machineSources({ clock: systemClock }),
})
let told = false
sampler.start(samples => {
  if (told) return
  told = true
  process.send?.(samples.length)
})
process.on('disconnect', () => process.exit(0))
