import type { ContractHandlers } from '#shared/contract.ts'
import type { AlertsView } from '#shared/incidents.ts'
import type { Clock } from '../clock.ts'
import type { EngineLog } from '../engine-log.ts'
import type { QuietTime } from '../notify/quiet-time.ts'
import type { ChangeLog } from '../status/change-log.ts'
import type { StatusBook } from '../status/status-book.ts'
import { trayAlerts } from './tray-alerts.ts'
import { TrayFeed } from './tray-feed.ts'
import type { TrayCommand } from './tray-menu.ts'
import { mutedThings, type TraySnapshot } from './tray-snapshot.ts'

/** What only the shell can do of what the tray's menu offers. */
export interface TrayActions {
  open(command: Extract<TrayCommand, { do: 'open' }>): void
  quit(): void
}

export interface OpenTrayOptions {
  readonly clock: Clock
  readonly changes: ChangeLog
  readonly book: StatusBook
  readonly quiet: QuietTime
  readonly progress: () => TraySnapshot['progress']
  readonly checkNow: ContractHandlers['checkNow']
  readonly alerts: () => AlertsView
  /** Somebody takes care of these incidents. */
  readonly acknowledge: (incidentIds: readonly string[]) => void
  readonly log: EngineLog
  readonly isDemo: boolean
}

/** The tray of an engine: what it shows, and what happens when something in it is chosen. */
export function openTray(options: OpenTrayOptions, actions: TrayActions): TrayFeed {
  const { clock, changes, book, quiet } = options
  return new TrayFeed({
    clock,
    changes,
    snapshot: () => ({
      now: clock.now(),
      isDemo: options.isDemo,
      overall: book.overall,
      alerts: trayAlerts(options.alerts()),
      quietUntil: quiet.until,
      muted: mutedThings(book),
      progress: options.progress(),
    }),
    choose: command => carryOut(command, options, actions),
  })
}

function carryOut(command: TrayCommand, options: OpenTrayOptions, actions: TrayActions): void {
  const { book, quiet } = options
  switch (command.do) {
    case 'open':
      actions.open(command)
      break
    case 'quit':
      actions.quit()
      break
    case 'quiet':
      quiet.set(command.until)
      break
    case 'mute':
      book.mute([command.target], command.span.until, command.span.untilRecovery)
      break
    case 'acknowledge':
      options.acknowledge(command.incidentIds)
      break
    case 'unmute':
      book.mutes.remove([command.target])
      break
    case 'check-everything':
      void checkEverything(options)
  }
}

async function checkEverything({ checkNow, log }: OpenTrayOptions): Promise<void> {
  try {
    await checkNow({})
  } catch (error) {
    log.error({ err: error }, 'Checking everything failed')
  }
}
