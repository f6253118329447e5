import type * as Electron from 'electron'
import { eventsOf, KnownEvents } from './known-events.ts'

/** What the operating system can say about its power and its screen. */
export const POWER_EVENTS = [
  'suspend',
  'resume',
  'lock-screen',
  'unlock-screen',
  'shutdown',
  'on-ac',
  'on-battery',
  'user-did-become-active',
  'user-did-resign-active',
] as const

const EVENTS = eventsOf<Electron.PowerMonitor>()(...POWER_EVENTS)

/** Electron's `powerMonitor`. */
export class PowerMonitor extends KnownEvents implements Pick<Electron.PowerMonitor, 'onBatteryPower'> {
  onBatteryPower = false

  constructor() {
    super('powerMonitor', EVENTS)
  }

  /** As the operating system announces it. */
  announce(event: (typeof POWER_EVENTS)[number]): void {
    if (event === 'on-battery') this.onBatteryPower = true
    if (event === 'on-ac') this.onBatteryPower = false
    this.emit(event)
  }
}
