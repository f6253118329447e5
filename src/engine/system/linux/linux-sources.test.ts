import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../fake-clock.ts'
import type { FilesystemSize, SystemReader } from '../system-reader.ts'
import { linuxFilesystemSource } from './linux-filesystem-source.ts'
import { linuxTemperatureSource } from './linux-temperature-source.ts'
import { linuxTopProcesses } from './linux-top-processes.ts'

const SIZE: FilesystemSize = { total: 1000, free: 600, available: 600 }
const context = { signal: new AbortController().signal }

/** A machine of recorded files: directories are what stands before a slash. */
function recorded(files: Record<string, string>, filesystem?: SystemReader['filesystem']): SystemReader {
  const proc = (path: string) => {
    const text = files[path]
    if (text === undefined) throw new Error(`ENOENT: ${path}`)
    return text
  }
  const procNames = (path: string) => [
    ...new Set(
      Object.keys(files)
        .filter(name => name.startsWith(`${path}/`))
        .map(name => name.slice(path.length + 1).split('/', 1)[0] ?? ''),
    ),
  ]
  return {
    proc,
    procNames,
    text: async path => proc(path),
    names: async path => procNames(path),
    filesystem: filesystem ?? (async () => SIZE),
  }
}

function mountinfo(...points: string[]): string {
  return points.map((point, i) => `${i} 1 8:${i} / ${point} rw - ext4 /dev/sd${i} rw`).join('\n')
}

describe('filesystems', () => {
  it('that hang are asked once, and hold up neither the others nor the next reading', async () => {
    const clock = new FakeClock()
    const asked: string[] = []
    let answerSlow = (_: FilesystemSize) => {}
    const reader = recorded({ '/proc/self/mountinfo': mountinfo('/', '/slow', '/z') }, point => {
      asked.push(point)
      if (point !== '/slow') return Promise.resolve(SIZE)
      return new Promise(resolve => {
        answerSlow = resolve
      })
    })
    const source = linuxFilesystemSource(clock, reader)
    const read = async () => {
      const readings = source.read(context)
      await clock.advance(0)
      await clock.advance(1000)
      return Object.fromEntries((await readings).map(({ id, value }) => [id, value]))
    }
    const whileHanging = { 'disk:/': 40, 'disk:/slow': null, 'disk:/z': 40 }
    expect(await read()).toEqual(whileHanging)
    expect(await read()).toEqual(whileHanging)
    expect(asked.filter(point => point === '/slow')).toHaveLength(1)
    answerSlow(SIZE)
    await clock.advance(0)
    // It answered the old question; from now on it is asked again.
    const readings = source.read(context)
    await clock.advance(0)
    answerSlow(SIZE)
    expect((await readings).map(({ value }) => value)).toEqual([40, 40, 40])
  })

  it('are not asked at all while two hang, so that threads stay free', async () => {
    const clock = new FakeClock()
    const asked: string[] = []
    const reader = recorded({ '/proc/self/mountinfo': mountinfo('/a', '/b', '/c', '/d') }, point => {
      asked.push(point)
      return new Promise(() => {})
    })
    const readings = linuxFilesystemSource(clock, reader).read(context)
    await clock.advance(1000)
    await clock.advance(1000)
    expect((await readings).map(reading => reading.value)).toEqual([null, null, null, null])
    expect(asked).toEqual(['/a', '/b'])
  })

  it('that fail are shown without a value', async () => {
    const reader = recorded({ '/proc/self/mountinfo': mountinfo('/') }, async () => {
      throw new Error('EIO')
    })
    const readings = await linuxFilesystemSource(new FakeClock(), reader).read(context)
    expect(readings).toMatchObject([{ id: 'disk:/', value: null }])
  })
})

describe('temperatures', () => {
  it('come from the sensor drivers, each named once', async () => {
    const reader = recorded({
      '/sys/class/hwmon/hwmon0/name': 'coretemp\n',
      '/sys/class/hwmon/hwmon0/temp1_input': '51234\n',
      '/sys/class/hwmon/hwmon0/temp1_label': 'Package id 0\n',
      '/sys/class/hwmon/hwmon0/temp10_input': '49000\n',
      '/sys/class/hwmon/hwmon0/temp2_input': '-128000\n',
      '/sys/class/hwmon/hwmon1/name': 'nvme\n',
      '/sys/class/hwmon/hwmon1/temp1_input': '38850\n',
      '/sys/class/hwmon/hwmon2/name': 'nvme\n',
      '/sys/class/hwmon/hwmon2/temp1_input': '40850\n',
      '/sys/class/hwmon/hwmon3/fan1_input': '1200\n',
    })
    const readings = await linuxTemperatureSource(reader).read(context)
    expect(readings.map(({ id, name, value }) => [id, name, value])).toEqual([
      ['temperature:coretemp-package-id-0', 'Temperature, coretemp Package id 0', 51.2],
      ['temperature:coretemp-temp2', 'Temperature, coretemp temp2', null],
      ['temperature:coretemp-temp10', 'Temperature, coretemp temp10', 49],
      ['temperature:nvme', 'Temperature, nvme', 38.9],
      ['temperature:nvme-2', 'Temperature, nvme 2', 40.9],
    ])
  })

  it('come from thermal zones where there is no driver', async () => {
    const reader = recorded({
      '/sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
      '/sys/class/thermal/thermal_zone0/temp': '45000\n',
      '/sys/class/thermal/cooling_device0/type': 'fan\n',
    })
    expect(await linuxTemperatureSource(reader).read(context)).toMatchObject([
      { id: 'temperature:cpu-thermal', value: 45, unit: '°C' },
    ])
  })

  it('are none on a machine without thermometers', async () => {
    expect(await linuxTemperatureSource(recorded({})).read(context)).toEqual([])
  })
})

describe('top processes', () => {
  const stat = (pid: number, name: string, ticks: number, pages: number, started = 100) =>
    `${pid} (${name}) S 1 1 1 0 -1 0 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${started} 0 ${pages} 0`

  it('are ordered by CPU of the moment or by memory, with program and user', async () => {
    const clock = new FakeClock()
    const files: Record<string, string> = {
      '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nposted:x:105:105::/:/bin/false\n',
      '/proc/1/stat': stat(1, 'init', 100_000, 10),
      '/proc/9/stat': stat(9, 'MainThread', 50, 500),
      '/proc/9/cmdline': '/usr/bin/node\0server.js\0',
      '/proc/9/status': 'Name:\tMainThread\nUid:\t105\t105\t105\t105\nVmRSS:\t    2000 kB\n',
      '/proc/self/stat': stat(9, 'MainThread', 50, 500),
    }
    const top = linuxTopProcesses(clock, recorded(files))
    const first = top({ by: 'cpu', count: 1 })
    await clock.advance(0)
    files['/proc/9/stat'] = stat(9, 'MainThread', 90, 500)
    await clock.advance(400)
    // 40 hundredths of a second of CPU within 400 ms: one core.
    expect(await first).toEqual([
      { pid: 9, name: 'node', cpuPercent: 100, memoryBytes: 2_048_000, user: 'posted' },
    ])

    // Asked again soon, the last reading is compared with, without waiting.
    await clock.advance(2000)
    files['/proc/1/stat'] = stat(1, 'init', 100_400, 10)
    const second = await top({ by: 'cpu', count: 5 })
    expect(second.map(({ name, cpuPercent }) => [name, cpuPercent])).toEqual([
      ['init', 200],
      ['node', 0],
    ])
    await clock.advance(2000)
    expect((await top({ by: 'memory', count: 1 })).map(({ pid }) => pid)).toEqual([9])
  })
})
