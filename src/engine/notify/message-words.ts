import type { AlertLevel } from '#shared/alert-level.ts'
import { STATUS_COLOURS } from '#shared/status-colours.ts'
import type { AlertMessage } from './alert-message.ts'
import { cleanText } from './cut-text.ts'

/** What of a notifier's context words depend on. */
export interface WordsContext {
  readonly host: string
  readonly isDemo: boolean
}

/** A message in words that any place can show: plain, printable text, not yet escaped nor cut. */
export interface MessageWords {
  readonly title: string
  /** Empty where there is nothing to add. */
  readonly body: string
  /** How urgent, from where, when, and which incident: "Critical · build-3 · 24 Nov 2026, 16:05 UTC · incident 7f3a". */
  readonly footer: string
}

const LEVELS: Readonly<Record<AlertLevel, string>> = {
  info: 'Info',
  warning: 'Warning',
  critical: 'Critical',
}

/** Ids of incidents that a footer names. */
const MOST_IDS = 3

/** What a message says, with its footer. */
export function messageWords(message: AlertMessage, context: WordsContext): MessageWords {
  const demo = context.isDemo ? 'Demo: ' : ''
  const footer = [
    urgencyWords(message),
    cleanText(context.host),
    momentWords(message.at),
    incidentWords(message),
  ]
  return {
    title: `${demo}${cleanText(message.title).replaceAll(/\s+/g, ' ') || 'Traylight'}`,
    body: cleanText(message.body),
    footer: footer.filter(part => part !== '').join(' · '),
  }
}

/** How urgent a message is, in a word or two. */
export function urgencyWords({ kind, level }: AlertMessage): string {
  switch (kind) {
    case 'problem':
      return LEVELS[level]
    case 'recovery':
      return 'Recovered'
    case 'reminder':
      return `Reminder, ${level}`
    case 'escalation':
      return `Escalated, ${level}`
    case 'acknowledged':
      return 'Acknowledged'
    case 'test':
      return 'Test'
  }
}

function incidentWords({ incidents }: AlertMessage): string {
  const ids = incidents.slice(0, MOST_IDS).map(({ id }) => cleanText(id))
  if (ids.length === 0) return ''
  const more = incidents.length - ids.length
  return `incident${incidents.length > 1 ? 's' : ''} ${ids.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** A moment by the clock of this machine, with its zone: "24 Nov 2026, 16:05 UTC". */
export function momentWords(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ timeZoneName: 'short', timeZone },
  }).format(at)
}

/** How much a message asks of a person: nothing to do is not urgent, whatever it was. */
export type Urgency = 'low' | 'normal' | 'critical'

export function urgencyOf({ kind, level }: AlertMessage): Urgency {
  if (kind === 'recovery' || kind === 'acknowledged' || kind === 'test' || level === 'info') return 'low'
  return level === 'critical' ? 'critical' : 'normal'
}

/** The colour of a message, as `#rrggbb`. */
export function messageColour(message: AlertMessage): string {
  if (message.kind === 'recovery') return STATUS_COLOURS.healthy
  if (message.kind === 'acknowledged' || message.kind === 'test' || message.level === 'info') {
    return STATUS_COLOURS.unknown
  }
  return message.level === 'critical' ? STATUS_COLOURS.unhealthy : STATUS_COLOURS.degraded
}
