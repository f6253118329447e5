import type { Clock } from '../clock.ts'
import { counterRate } from './counter-rate.ts'
import type { Reading } from './metric-sample.ts'
import type { MetricSource } from './metric-source.ts'

/** Counters of one network interface, in bytes. */
export interface InterfaceBytes {
  readonly received: number
  readonly sent: number
}
export type NetworkCounters = ReadonlyMap<string, InterfaceBytes>

/** Loopback, and what only hands on the traffic of containers and virtual machines, which the real interface counts too. */
const NOT_OURS =
  /^(lo\d*$|veth|docker|br-|virbr|vnet|cni|flannel|cali|cilium|lxc|lxd|podman|ifb|dummy|awdl|llw|Loopback )/
/** Tunnels: worth showing each, but their traffic leaves through a real interface and must not be summed twice. */
const TUNNEL = /^(tun|tap|wg|tailscale|zt|utun|ipsec|gif|stf|sit|ip6tnl|gre|vxlan)/

/** Bytes per second up and down, of every interface and in sum. */
export function networkReadings(
  before: NetworkCounters | null,
  now: NetworkCounters,
  elapsedMs: number,
): readonly Reading[] {
  const names = [...now.keys()].filter(name => !NOT_OURS.test(name))
  const summed = names.filter(name => !TUNNEL.test(name))
  const rate = (name: string, direction: keyof InterfaceBytes) =>
    counterRate(before?.get(name)?.[direction], now.get(name)?.[direction], elapsedMs)
  const sum = (direction: keyof InterfaceBytes) => {
    const rates = summed.map(name => rate(name, direction)).filter(value => value !== null)
    return rates.length > 0 ? rates.reduce((total, value) => total + value, 0) : null
  }
  const detail = summed.length <= 3 ? summed.join(', ') : `${summed.length} interfaces`
  return [
    reading('network.up', 'Network up', sum('sent'), detail),
    reading('network.down', 'Network down', sum('received'), detail),
    ...names.flatMap(name => [
      reading(`network.up:${name}`, `Network up, ${name}`, rate(name, 'sent'), ''),
      reading(`network.down:${name}`, `Network down, ${name}`, rate(name, 'received'), ''),
    ]),
  ]
}

function reading(id: string, name: string, value: number | null, detail: string): Reading {
  return { id, name, group: 'network', unit: 'B/s', value, detail }
}

/** Network traffic between one reading and the next. */
export function networkSource(
  clock: Clock,
  everySeconds: number,
  readCounters: () => NetworkCounters | Promise<NetworkCounters>,
): MetricSource {
  let before: { readonly counters: NetworkCounters; readonly atMs: number } | null = null
  const since = (counters: NetworkCounters) => {
    const atMs = clock.monotonic()
    const readings = networkReadings(before?.counters ?? null, counters, atMs - (before?.atMs ?? atMs))
    before = { counters, atMs }
    return readings
  }
  return {
    name: 'network',
    everySeconds,
    counts: true,
    always: [
      reading('network.up', 'Network up', null, ''),
      reading('network.down', 'Network down', null, ''),
    ],
    read() {
      const counters = readCounters()
      return counters instanceof Promise ? counters.then(since) : since(counters)
    },
  }
}
