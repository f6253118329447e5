import type { Activity } from '#shared/realtime.ts'
import { oneLine } from '../checkers/printable-text.ts'

const MAX_TEXT = 200
const MAX_EVENT = 60
/** What of an event without a message is told. */
const MAX_MEMBERS = 3
const MAX_NAME = 40
const MAX_VALUE = 60

/** Where an event says in words what happened; the first that is there counts. */
const SAYING = [
  'message',
  'text',
  'title',
  'description',
  'summary',
  'status',
  'stage',
  'step',
  'action',
  'task',
]
/** Where it says how far it is. */
const PROGRESS = ['progress', 'percent', 'percentage', 'percent_complete', 'percentComplete', 'completion']

/** An event that is none of the report's, as the feed shows it: in plain words, short, with nothing in it to be fooled by. */
export function describeActivity(
  channel: string,
  event: string,
  data: unknown,
): Omit<Activity, 'id' | 'at' | 'channel'> {
  const name = oneLine(event, MAX_EVENT)
  const percent = percentIn(data)
  return { event: name, kind: kindOf(channel, name, percent), text: textOf(data), percent }
}

function kindOf(channel: string, event: string, percent: number | null): Activity['kind'] {
  const place = channel.replace(/^(private|presence)-/, '')
  if (percent !== null || place === 'content-generation' || place === '/ws/content') return 'progress'
  if (/progress/i.test(event)) return 'progress'
  if (place === 'agent-status' || place.startsWith('/ws/agent')) return 'activity'
  return place === 'dashboard-updates' ? 'update' : 'other'
}

function textOf(data: unknown): string {
  if (typeof data === 'string') return oneLine(data, MAX_TEXT)
  if (typeof data === 'number' || typeof data === 'boolean') return String(data)
  if (Array.isArray(data)) return data.length === 1 ? '1 item' : `${data.length} items`
  if (!isRecord(data)) return ''
  for (const member of SAYING) {
    const said = data[member]
    if (typeof said === 'string' && said.trim() !== '') return withWho(data, oneLine(said, MAX_TEXT))
  }
  return oneLine(membersIn(data).join(', '), MAX_TEXT)
}

/** Which agent or job it is about, where it says so beside its message. */
function withWho(data: Readonly<Record<string, unknown>>, said: string): string {
  const who = [data.agent, data.agent_id, data.agentId, data.name].find(
    value => typeof value === 'string' && value !== '',
  )
  if (typeof who !== 'string') return said
  const name = oneLine(who, MAX_NAME)
  return name === '' || said.includes(name) ? said : oneLine(`${name}: ${said}`, MAX_TEXT)
}

function membersIn(data: Readonly<Record<string, unknown>>): string[] {
  const shown: string[] = []
  for (const name of Object.keys(data)) {
    if (shown.length >= MAX_MEMBERS) break
    const value = data[name]
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') continue
    shown.push(`${oneLine(name, MAX_NAME)}: ${oneLine(String(value).slice(0, 1000), MAX_VALUE)}`)
  }
  return shown
}

/** 0 to 100: a share below 1 that is no whole number is one of 1, as 0.42 is 42 %. */
function percentIn(data: unknown, depth = 0): number | null {
  if (!isRecord(data) || depth > 1) return null
  for (const member of PROGRESS) {
    const value = data[member]
    const inner = isRecord(value) ? (percentIn(value, depth + 1) ?? shareOf(value)) : numberOf(value)
    if (inner !== null) return inner
  }
  return null
}

function numberOf(value: unknown): number | null {
  const number =
    typeof value === 'string' && /^\d{1,3}(\.\d+)? ?%?$/.test(value) ? Number.parseFloat(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0 || number > 100) return null
  const isShare = number < 1 && !Number.isInteger(number)
  return Math.round((isShare ? number * 100 : number) * 10) / 10
}

function shareOf(data: Readonly<Record<string, unknown>>): number | null {
  const done = data.current ?? data.done ?? data.completed
  const { total } = data
  if (typeof done !== 'number' || typeof total !== 'number' || !(total > 0) || !(done >= 0)) return null
  return Math.round(Math.min(1, done / total) * 1000) / 10
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
