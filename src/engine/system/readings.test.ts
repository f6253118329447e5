import { describe, expect, it } from 'vitest'
import { amountOf } from './amount-of.ts'
import { counterRate } from './counter-rate.ts'
import { diskIoReadings } from './disk-io-source.ts'
import { filesystemReading } from './filesystem-reading.ts'
import { loadReadings } from './load-source.ts'
import { memoryReadings } from './memory-source.ts'
import type { Reading } from './metric-sample.ts'
import { networkReadings } from './network-source.ts'
import { batteryReadings } from './portable/battery-source.ts'
import { filesystemReadings, temperatureReadings } from './portable/portable-sources.ts'
import { processorReadings } from './processor-source.ts'
import { uptimeReading } from './uptime-source.ts'

const GIB = 1024 ** 3
const values = (readings: readonly Reading[]) =>
  Object.fromEntries(readings.map(({ id, value }) => [id, value]))

describe('amounts', () => {
  it('are given in the unit of the whole, with a decimal below ten', () => {
    expect(amountOf(5.23 * GIB, 15.6 * GIB)).toBe('5.2 of 16 GiB')
    expect(amountOf(22 * GIB, 251.9 * GIB)).toBe('22 of 252 GiB')
    expect(amountOf(0, 3.96 * 1024 * GIB)).toBe('0 of 4 TiB')
    expect(amountOf(9.96 * GIB, 10 * GIB)).toBe('10 of 10 GiB')
    expect(amountOf(0, 0)).toBe('0 of 0 B')
  })
})

describe('a counter', () => {
  it('is turned into units per second', () => {
    expect(counterRate(1000, 5000, 2000)).toBe(2000)
    expect(counterRate(1000, 1000, 2000)).toBe(0)
  })

  it('has no rate without an earlier reading, without time between, or after a reset', () => {
    expect(counterRate(undefined, 5000, 2000)).toBeNull()
    expect(counterRate(1000, 5000, 0)).toBeNull()
    expect(counterRate(5000, 20, 2000)).toBeNull()
  })
})

describe('CPU', () => {
  const before = {
    all: { busy: 100, total: 1000 },
    cores: [
      { core: 0, busy: 50, total: 500 },
      { core: 1, busy: 50, total: 500 },
    ],
  }

  it('is the share of busy time since the last reading, overall and per core', () => {
    const now = {
      all: { busy: 250, total: 1400 },
      cores: [
        { core: 0, busy: 150, total: 700 },
        { core: 1, busy: 100, total: 700 },
      ],
    }
    const readings = processorReadings(before, now)
    expect(values(readings)).toEqual({ cpu: 37.5, 'cpu.core.0': 50, 'cpu.core.1': 25 })
    expect(readings[0]?.detail).toBe('2 cores')
  })

  it('is not known before there are two readings, nor of a core that has just come online', () => {
    expect(values(processorReadings(null, before))).toEqual({
      cpu: null,
      'cpu.core.0': null,
      'cpu.core.1': null,
    })
    const now = {
      all: { busy: 110, total: 1100 },
      cores: [...before.cores, { core: 2, busy: 1, total: 9 }],
    }
    expect(values(processorReadings(before, now))).toMatchObject({ cpu: 10, 'cpu.core.2': null })
  })
})

describe('memory', () => {
  it('is what is not available, and swap what is not free', () => {
    const amounts = { total: 16 * GIB, available: 10.8 * GIB, swapTotal: 2 * GIB, swapFree: 1.5 * GIB }
    expect(memoryReadings(amounts)).toMatchObject([
      { id: 'memory', value: 32.5, unit: '%', detail: '5.2 of 16 GiB' },
      { id: 'swap', value: 25, unit: '%', detail: '0.5 of 2 GiB' },
    ])
  })

  it('has no swap where there is none', () => {
    expect(values(memoryReadings({ total: GIB, available: GIB, swapTotal: 0, swapFree: 0 }))).toEqual({
      memory: 0,
    })
  })
})

describe('network', () => {
  const counters = (entries: Record<string, [number, number]>) =>
    new Map(Object.entries(entries).map(([name, [received, sent]]) => [name, { received, sent }]))

  it('is summed over real interfaces, and given for each, in bytes per second', () => {
    const before = counters({ lo: [0, 0], eth0: [1000, 500], wlan0: [0, 0] })
    const now = counters({ lo: [9e9, 9e9], eth0: [5000, 1500], wlan0: [200, 100] })
    const readings = networkReadings(before, now, 2000)
    expect(values(readings)).toEqual({
      'network.up': 550,
      'network.down': 2100,
      'network.up:eth0': 500,
      'network.down:eth0': 2000,
      'network.up:wlan0': 50,
      'network.down:wlan0': 100,
    })
    expect(readings[0]).toMatchObject({ unit: 'B/s', detail: 'eth0, wlan0' })
  })

  it('does not count the traffic of containers and tunnels twice', () => {
    const before = counters({ eth0: [0, 0], docker0: [0, 0], veth12ab: [0, 0], wg0: [0, 0] })
    const now = counters({ eth0: [1000, 0], docker0: [1000, 0], veth12ab: [1000, 0], wg0: [1000, 0] })
    expect(values(networkReadings(before, now, 1000))).toEqual({
      'network.up': 0,
      'network.down': 1000,
      'network.up:eth0': 0,
      'network.down:eth0': 1000,
      'network.up:wg0': 0,
      'network.down:wg0': 1000,
    })
  })

  it('has a gap, not a spike, where an interface was reset', () => {
    const before = counters({ eth0: [1_000_000, 1_000_000], eth1: [0, 0] })
    const now = counters({ eth0: [10, 10], eth1: [100, 100] })
    expect(values(networkReadings(before, now, 1000))).toMatchObject({
      'network.down': 100,
      'network.down:eth0': null,
      'network.down:eth1': 100,
    })
  })
})

describe('disks', () => {
  it('are read and written in bytes per second over all of them', () => {
    const before = new Map([
      ['sda', { read: 0, written: 0 }],
      ['sdb', { read: 100, written: 900 }],
    ])
    const now = new Map([
      ['sda', { read: 4096, written: 512 }],
      ['sdb', { read: 100, written: 0 }],
    ])
    expect(values(diskIoReadings(before, now, 1000))).toEqual({ 'disk.read': 4096, 'disk.write': 512 })
    expect(values(diskIoReadings(null, now, 0))).toEqual({ 'disk.read': null, 'disk.write': null })
  })

  it('are as full as df says: what is reserved for root counts as neither used nor available', () => {
    const size = { total: 252 * GIB, free: 230 * GIB, available: 78 * GIB }
    const mount = { point: '/', type: 'ext4', source: '/dev/vda' }
    expect(filesystemReading(mount, size)).toEqual({
      id: 'disk:/',
      name: 'Disk /',
      group: 'disk',
      unit: '%',
      value: 22,
      detail: '22 of 252 GiB, ext4, /dev/vda',
    })
    expect(filesystemReading(mount, null)).toMatchObject({
      value: null,
      detail: 'did not answer, ext4, /dev/vda',
    })
  })

  it('come from systeminformation elsewhere, without read-only and internal volumes', () => {
    const volume = { fs: '/dev/disk3s5', type: 'APFS', size: 100, used: 40, available: 60, use: 40 }
    const readings = filesystemReadings([
      { ...volume, mount: '/System/Volumes/Data', rw: true },
      { ...volume, mount: '/System/Volumes/VM', rw: true },
      { ...volume, mount: '/', rw: false },
      { ...volume, mount: 'C:', available: null, rw: true },
    ])
    expect(values(readings)).toEqual({ 'disk:/System/Volumes/Data': 40, 'disk:C:': 40 })
  })
})

describe('the rest', () => {
  it('gives load with two decimals and a gap where there is none', () => {
    expect(values(loadReadings([0.204, 1, Number.NaN]))).toEqual({
      'load.1': 0.2,
      'load.5': 1,
      'load.15': null,
    })
  })

  it('gives uptime in seconds and in words', () => {
    expect(uptimeReading(273_960.7)).toMatchObject({ value: 273_960, unit: 's', detail: '3 d 4 h' })
    expect(uptimeReading(3_700)).toMatchObject({ detail: '1 h 1 min' })
    expect(uptimeReading(59)).toMatchObject({ detail: '0 min' })
    expect(uptimeReading(Number.NaN).value).toBeNull()
  })

  it('tells a charging battery from one that runs down, and none from both', () => {
    const battery = { hasBattery: true, percent: 81, isCharging: false, acConnected: false }
    expect(batteryReadings({ ...battery, timeRemaining: 130 })).toMatchObject([
      { id: 'battery', value: 81, detail: 'discharging, 2 h 10 min left' },
    ])
    expect(batteryReadings({ ...battery, isCharging: true, timeRemaining: null })).toMatchObject([
      { detail: 'charging' },
    ])
    expect(batteryReadings({ hasBattery: false, percent: 0 })).toEqual([])
  })

  it('shows no temperature where the platform tells none', () => {
    expect(temperatureReadings({ main: null })).toEqual([])
    expect(temperatureReadings({ main: 48.27 })).toMatchObject([{ id: 'temperature:cpu', value: 48.3 }])
  })
})
