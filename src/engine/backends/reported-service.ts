import { type Status, worstStatus } from '#shared/status.ts'
import { oneLine } from '../checkers/printable-text.ts'
import { boundedDetails } from './bounded-details.ts'
import type { ReportedService } from './format.ts'
import { asRecord, type JsonRecord, numberIn, textIn } from './json-record.ts'
import { statusOfWord } from './status-word.ts'

const MAX_MESSAGE = 300

/** Members that are shown elsewhere than among the details. */
const OWN_MEMBERS: ReadonlySet<string> = new Set([
  'name',
  'healthy',
  'status',
  'state',
  'response_time_ms',
  'responseTimeMs',
  'latency_ms',
  'error',
  'message',
  'details',
])

/** Whether a member of a document says how a service is, rather than group others. */
export function saysStatus(record: JsonRecord): boolean {
  return record.healthy !== undefined || record.status !== undefined || record.state !== undefined
}

/**
 * Reads what a document says of one service: `{healthy, response_time_ms, details}` as in the report, `{status, ...}`,
 * or the status alone.
 */
export function readService(name: string, category: string, value: unknown): ReportedService {
  const record = asRecord(value)
  if (!record) {
    const status = statusOfWord(value)
    return { name, category, status, message: plainMessage(status, value), responseTimeMs: null, details: {} }
  }
  const status = statusOf(record)
  const inner = asRecord(record.details) ?? {}
  const said = textIn(record, 'error', 'message') ?? textIn(inner, 'error', 'message')
  const others = Object.fromEntries(Object.entries(record).filter(([member]) => !OWN_MEMBERS.has(member)))
  return {
    name,
    category,
    status,
    message: said === undefined ? plainMessage(status, record.status ?? record.state) : cleanMessage(said),
    responseTimeMs: numberIn(record, 'response_time_ms', 'responseTimeMs', 'latency_ms') ?? null,
    details: boundedDetails({ ...others, ...inner }),
  }
}

/** A foreign sentence as it is shown: one line, nothing a reader could be fooled by, not too long. */
export function cleanMessage(text: string): string {
  return oneLine(text, MAX_MESSAGE)
}

/** The worse of `healthy` and `status`, as far as they mean something; what is degraded is not healthy, and no worse. */
function statusOf(record: JsonRecord): Status {
  const said = [record.healthy, record.status ?? record.state].map(statusOfWord)
  if (said[1] === 'degraded') return 'degraded'
  const known = said.filter(status => status !== 'unknown')
  return known.length === 0 ? 'unknown' : worstStatus(known)
}

function plainMessage(status: Status, word: unknown): string {
  if (status !== 'unknown') return `Reported ${status}.`
  return typeof word === 'string' && word !== ''
    ? `Reported "${cleanMessage(word).slice(0, 60)}", which is no status known here.`
    : 'Reported without a status.'
}
