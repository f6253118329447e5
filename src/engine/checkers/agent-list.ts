import { asRecord, type JsonRecord, textIn } from '../backends/json-record.ts'
import { printable, shorten } from './printable-text.ts'
import { readMoment } from './read-moment.ts'

/** More agents than this are not looked at. */
const MAX_AGENTS = 10_000
const MAX_NAME = 80

/** Where documents have the list, and what a record that is one agent is told by. */
const LISTS = ['agents', 'registered_agents', 'registeredAgents', 'items', 'results', 'data'] as const
const IDS = ['agent_id', 'agentId', 'id'] as const
const NAMES = ['name', 'agent_name', 'agentName'] as const
const TIMES = ['heard', 'seen', 'heartbeat', 'contact', 'active', 'activity', 'ping'].flatMap(what => {
  const camel = `last${what.charAt(0).toUpperCase()}${what.slice(1)}`
  return [`last_${what}`, camel, `last_${what}_at`, `${camel}At`]
})

/** An agent as a coordinator lists it. */
export interface RegisteredAgent {
  /** What the coordinator knows it by, without halves of characters, which no address can hold. */
  readonly id: string
  /** What it is called in messages. */
  readonly name: string
  /** In ms since the epoch; null where that is not said, or not as a time. */
  readonly lastHeardAt: number | null
  /** The coordinator's word for how it is. */
  readonly status: string | null
}

/**
 * Reads a coordinator's list of agents: a list, an object by id, or either inside `agents` or its like. Undefined
 * where the document is none of these.
 */
export function readAgentList(document: unknown): readonly RegisteredAgent[] | undefined {
  const entries = entriesIn(document)
  return entries?.slice(0, MAX_AGENTS).flatMap(([key, value]) => readAgent(key, value) ?? [])
}

type Entry = readonly [key: string | null, value: unknown]

function entriesIn(document: unknown, depth = 0): readonly Entry[] | undefined {
  if (Array.isArray(document)) return document.map(value => [null, value])
  const record = asRecord(document)
  if (!record) return undefined
  const list = LISTS.find(name => typeof record[name] === 'object' && record[name] !== null)
  if (list !== undefined && depth < 2) return entriesIn(record[list], depth + 1)
  // By id, as long as each of its members is an agent: an error's document is not a list of agents.
  const members = Object.entries(record)
  const isById = members.every(([, value]) => isAgent(asRecord(value) ?? {}))
  return isById || depth > 0 ? members : undefined
}

function isAgent(record: JsonRecord): boolean {
  return [...IDS, ...NAMES, ...TIMES, 'status', 'state'].some(name => record[name] !== undefined)
}

function readAgent(key: string | null, value: unknown): RegisteredAgent | undefined {
  const record = asRecord(value)
  if (!record) {
    const name = key ?? (typeof value === 'string' ? value : null)
    // An object by id may have nothing but the time beside each.
    return name === null ? undefined : named(name, name, key === null ? null : heardAt(value), null)
  }
  const id = idIn(record) ?? key ?? textIn(record, ...NAMES)
  if (id === undefined || id === null) return undefined
  const time = TIMES.map(name => record[name]).find(found => found !== undefined && found !== null)
  return named(id, textIn(record, ...NAMES) ?? id, heardAt(time), textIn(record, 'status', 'state') ?? null)
}

function named(id: string, name: string, lastHeardAt: number | null, status: string | null): RegisteredAgent {
  return {
    id: id.slice(0, 500).toWellFormed(),
    name: clean(name),
    lastHeardAt,
    status: status === null ? null : clean(status),
  }
}

function idIn(record: JsonRecord): string | undefined {
  for (const name of IDS) {
    const id = record[name]
    if (typeof id === 'number' || (typeof id === 'string' && id !== '')) return String(id)
  }
  return undefined
}

function heardAt(value: unknown): number | null {
  const moment = readMoment(value)
  return moment ? Math.round(moment.at) : null
}

function clean(text: string): string {
  return shorten(printable(text).replaceAll(/\s+/g, ' ').trim(), MAX_NAME).toWellFormed()
}
