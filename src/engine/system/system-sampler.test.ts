import { execFileSync } from 'node:child_process'
import { totalmem } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { FakeClock } from '../fake-clock.ts'
import { machineSources } from './machine-sources.ts'
import type { MetricSample, Reading } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'
import { processorSource } from './processor-source.ts'
import { machineReader } from './system-reader.ts'
import { SystemSampler } from './system-sampler.ts'

const samplers: SystemSampler[] = []
afterEach(async () => {
  await Promise.all(samplers.splice(0).map(sampler => sampler.stop()))
})

function sampler(clock: FakeClock, sources: readonly MetricSource[]): SystemSampler {
  return new SystemSampler({ clock, sampleSeconds: 2, sources, topProcesses: async () => [] })
}

function reading(id: string, value: number | null): Reading {
  return { id, name: id, group: 'memory', unit: '%', value, detail: '' }
}

function source(id: string, read: MetricSource['read'], everySeconds = 0): MetricSource {
  return { name: id, everySeconds, counts: false, always: [reading(id, null)], read }
}

/** Everything passed on: moment, id, value; what is gone has the value "gone". */
function listen(clock: FakeClock, to: SystemSampler) {
  const heard: [number, string, number | null | 'gone'][] = []
  const started = clock.now()
  to.start((samples, gone) => {
    for (const sample of samples) heard.push([sample.sampledAt - started, sample.id, sample.value])
    for (const id of gone) heard.push([clock.now() - started, id, 'gone'])
  })
  return heard
}

describe('the sampler', () => {
  it('gives a first CPU value within 200 ms, from a short first measurement', async () => {
    const clock = new FakeClock()
    let busy = 0
    const processor = processorSource(() => {
      busy += 30
      return { all: { busy, total: busy * 4 }, cores: [] }
    })
    const heard = listen(clock, sampler(clock, [processor]))
    await clock.advance(200)
    expect(heard).toEqual([[150, 'cpu', 25]])
  })

  it('keeps its beat, and reads what costs more less often', async () => {
    const clock = new FakeClock()
    const heard = listen(
      clock,
      sampler(clock, [
        source('cheap', () => [reading('cheap', 1)]),
        source('dear', async () => [reading('dear', 1)], 4),
      ]),
    )
    await clock.advance(0)
    await clock.advance(8500)
    const times = (id: string) => heard.filter(([, name]) => name === id).map(([at]) => at)
    expect(times('cheap')).toEqual([0, 2150, 4150, 6150, 8150])
    expect(times('dear')).toEqual([0, 4150, 8150])
  })

  it('changes its interval while it runs', async () => {
    const clock = new FakeClock()
    const made = sampler(clock, [source('a', () => [reading('a', 1)])])
    const heard = listen(clock, made)
    await clock.advance(2150)
    made.setInterval(10)
    await clock.advance(20_000)
    expect(heard.map(([at]) => at)).toEqual([0, 2150, 12_150, 22_150])
  })

  it('shows what cannot be read as not measured, from the very first reading, and never throws', async () => {
    const clock = new FakeClock()
    let broken = true
    const flaky = source('flaky', () => {
      if (broken) throw new Error('EIO')
      return [reading('flaky', 7)]
    })
    const rejecting = source('rejecting', () => Promise.reject(new Error('EIO')), 60)
    const heard = listen(clock, sampler(clock, [flaky, rejecting]))
    await clock.advance(0)
    broken = false
    await clock.advance(2150)
    expect(heard).toEqual([
      [0, 'flaky', null],
      [0, 'rejecting', null],
      [2150, 'flaky', 7],
    ])
  })

  it('goes on without a source that hangs, and takes it up again when it answers', async () => {
    const clock = new FakeClock()
    let answer = (_: Reading[]) => {}
    let asked = 0
    const hanging = source('hanging', () => {
      asked++
      return new Promise<Reading[]>(resolve => {
        answer = resolve
      })
    })
    const heard = listen(clock, sampler(clock, [hanging, source('other', () => [reading('other', 1)])]))
    await clock.advance(6200)
    expect(heard.filter(([, id]) => id === 'other').map(([at]) => at)).toEqual([0, 2150, 4150, 6150])
    expect(heard.filter(([, id]) => id === 'hanging').every(([, , value]) => value === null)).toBe(true)
    expect(heard.some(([at, id]) => id === 'hanging' && at === 5000)).toBe(true)
    expect(asked).toBe(1)
    answer([reading('hanging', 1)])
    await clock.advance(0)
    await clock.advance(2000)
    expect(asked).toBe(2)
    answer([reading('hanging', 2)])
    await clock.advance(0)
    expect(heard.at(-1)).toEqual([8200, 'hanging', 2])
  })

  it('tells which metrics are gone, once', async () => {
    const clock = new FakeClock()
    let disks = [reading('disk:/', 1), reading('disk:/usb', 2)]
    const heard = listen(clock, sampler(clock, [{ ...source('disks', () => disks), always: [] }]))
    await clock.advance(2150)
    disks = [reading('disk:/', 1)]
    await clock.advance(4000)
    expect(heard.filter(([, , value]) => value === 'gone')).toEqual([[4150, 'disk:/usb', 'gone']])
  })

  it('passes nothing on after it was stopped, and leaves no timer', async () => {
    const clock = new FakeClock()
    let answer = (_: Reading[]) => {}
    const slow = source('slow', () => new Promise(resolve => (answer = resolve)))
    const made = sampler(clock, [slow])
    const heard = listen(clock, made)
    const stopped = made.stop()
    answer([reading('slow', 1)])
    await clock.advance(0)
    await stopped
    await clock.advance(10_000)
    expect(heard).toEqual([])
    expect(clock.waiting).toBe(0)
  })

  it('stops within half a second even while something hangs', async () => {
    const clock = new FakeClock()
    const made = sampler(clock, [source('hung', () => new Promise(() => {}))])
    listen(clock, made)
    let stopped = false
    const stopping = made.stop().then(() => {
      stopped = true
    })
    await clock.advance(499)
    expect(stopped).toBe(false)
    await clock.advance(1)
    await stopping
  })

  it('can sample at once, also when it does not run', async () => {
    const clock = new FakeClock()
    let reads = 0
    const made = sampler(clock, [source('rare', () => [reading('rare', ++reads)], 3600)])
    const samples = made.sampleNow()
    await clock.advance(0)
    await clock.advance(150)
    expect((await samples).map(({ id, value }) => [id, value])).toEqual([['rare', 1]])
  })
})

describe.runIf(process.platform === 'linux')('this machine', () => {
  const real = () => {
    const made = new SystemSampler({
      clock: systemClock,
      sampleSeconds: 2,
      ...machineSources({ clock: systemClock }),
    })
    samplers.push(made)
    return made
  }

  it('answers with real values', async () => {
    const samples = new Map((await real().sampleNow()).map(sample => [sample.id, sample]))
    const value = (id: string) => samples.get(id)?.value
    for (const id of ['cpu', 'memory', 'disk:/']) {
      expect(value(id), id).toBeTypeOf('number')
      expect(value(id), id).toBeGreaterThanOrEqual(0)
      expect(value(id), id).toBeLessThanOrEqual(100)
    }
    for (const id of ['cpu.core.0', 'network.up', 'network.down', 'disk.read', 'disk.write', 'load.1']) {
      expect(samples.has(id), id).toBe(true)
    }
    expect(value('uptime')).toBeGreaterThan(0)
    expect(value('memory')).toBeGreaterThan(0)
    expect(samples.get('memory')?.detail).toContain(`of ${Math.round(totalmem() / 1024 ** 3)} GiB`)
  })

  it('agrees with df about every disk it shows, and shows none that df does not', async () => {
    const samples = (await real().sampleNow()).filter(({ id }) => id.startsWith('disk:'))
    expect(samples.length).toBeGreaterThan(0)
    for (const { id, value } of samples) {
      const output = execFileSync('df', ['-B1', '--output=used,avail', id.slice('disk:'.length)], {
        encoding: 'utf8',
      })
      const [used = 0, available = 0] = output.trim().split('\n')[1]?.trim().split(/\s+/).map(Number) ?? []
      // Others write to the disk meanwhile.
      expect(Math.abs((value ?? -1) - (100 * used) / (used + available)), id).toBeLessThan(1)
    }
  })

  it('passes a first CPU value on soon after it was started', async () => {
    const made = real()
    const cpu = await new Promise<MetricSample>(resolve => {
      made.start(samples => {
        const found = samples.find(({ id }) => id === 'cpu')
        if (found) resolve(found)
      })
    })
    expect(cpu.value).toBeTypeOf('number')
  })

  it('finds this very process among those that use most memory', async () => {
    const processes = await real().topProcesses({ by: 'memory', count: 50_000 })
    const own = processes.find(({ pid }) => pid === process.pid)
    expect(own?.memoryBytes).toBeGreaterThan(10_000_000)
    expect(own?.user).not.toBe('')
  })

  it('spawns no program to sample', async () => {
    const spawnedBefore = childTime()
    const made = real()
    await made.sampleNow()
    await made.sampleNow()
    expect(childTime()).toBe(spawnedBefore)
  })
})

/** CPU time of ended children of this process, and how many pages they faulted in: it grows with each. */
function childTime(): string {
  const text = machineReader.proc('/proc/self/stat')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return [fields[8], fields[10], fields[13], fields[14]].join(' ')
}
