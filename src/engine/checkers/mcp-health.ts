import type { Status } from '#shared/status.ts'
import type { Details, DetailValue } from '#shared/views.ts'
import { readBackendFacts } from '../backends/backend-facts.ts'
import { fetchHealthAnswer } from '../backends/fetch-health-answer.ts'
import type { HealthAnswer } from '../backends/format.ts'
import { asRecord, type JsonRecord, numberIn } from '../backends/json-record.ts'
import { readService, saysStatus } from '../backends/reported-service.ts'
import { statusOfWord } from '../backends/status-word.ts'
import { type CheckContext, CheckFailure } from './checker.ts'
import { exchangeFresh } from './http-fresh.ts'
import { printable, shorten } from './printable-text.ts'

/** How much of the check's time the health document is given, so that there is time to say that it did not come. */
const SHARE_OF_TIME = 0.8

/** What an MCP server's health document says: its status, why it is not healthy, and what it tells of itself. */
export interface McpHealth {
  readonly status: Status
  /** A sentence; null where it is healthy. */
  readonly problem: string | null
  readonly details: Details
}

/** Asks an MCP server's health address. Rejects never: no answer is a degraded server, which is said. */
export async function askMcpHealth(healthUrl: string, context: CheckContext): Promise<McpHealth> {
  const timeoutMs = context.timeoutMs * SHARE_OF_TIME
  const late = new AbortController()
  const timer = context.clock.after(timeoutMs, () =>
    late.abort(new CheckFailure('timeout', 'The health address did not answer in time.')),
  )
  try {
    const answer = await fetchHealthAnswer(
      { url: new URL(healthUrl), headers: {}, exchange: exchangeFresh },
      { ...context, timeoutMs, signal: AbortSignal.any([context.signal, late.signal]) },
    )
    return readMcpHealth(answer)
  } catch (error) {
    const why = error instanceof CheckFailure ? ` ${error.message}` : ''
    return silent(`The MCP server answers, but its health address does not.${why}`)
  } finally {
    timer.cancel()
  }
}

/** Reads a health document as MCP servers have them, in snake_case or camelCase, flat or by parts. */
export function readMcpHealth({ document, statusCode, url }: HealthAnswer): McpHealth {
  const record = asRecord(document)
  if (!record || (!saysStatus(record) && statusCode >= 400)) {
    if (statusCode < 400) return { status: 'healthy', problem: null, details: { status: null } }
    return silent(
      `The MCP server answers, but its health address ${url} answers ${statusCode} without a health document.`,
    )
  }
  const places = placesIn(record)
  const contextStore = contextStoreIn(places)
  const said = readService('mcp', 'agents', record)
  const status = statusOf(said.status, statusCode, contextStore)
  const facts = readBackendFacts(record)
  return {
    status,
    problem: problemOf(status, said.status, said.message, contextStore),
    details: {
      status,
      contextStore: contextStore === undefined ? null : shown(contextStore),
      memoryPercent: memoryIn(places) ?? null,
      activeConnections: connectionsIn(places) ?? null,
      uptimeSeconds:
        facts.uptimeSeconds ?? numberOf(places, 'uptime_seconds', 'uptimeSeconds', 'uptime') ?? null,
    },
  }
}

function silent(problem: string): McpHealth {
  return { status: 'degraded', problem, details: { status: null } }
}

function statusOf(said: Status, statusCode: number, contextStore: unknown): Status {
  if (said === 'unhealthy' || statusCode >= 500) return 'unhealthy'
  if (said === 'degraded' || isBad(contextStore)) return 'degraded'
  return 'healthy'
}

function problemOf(status: Status, said: Status, message: string, contextStore: unknown): string | null {
  if (status === 'healthy') return null
  if (isBad(contextStore) && said === 'healthy') {
    return `The MCP server answers, but its health document says that its context store is not well: ${shown(contextStore)}.`
  }
  const why = /^Reported /.test(message) ? '' : `: ${message.replace(/\.$/, '')}`
  return `The MCP server answers, but its health document says that it is ${status}${why}.`
}

/** Where a document may have its numbers: at the top, and in the usual parts of it. */
function placesIn(record: JsonRecord): readonly JsonRecord[] {
  const parts = recordsOf(['details', 'metrics', 'stats', 'system', 'checks'].map(name => record[name]))
  return [record, ...parts, ...recordsOf(parts.map(part => part.mcp_server))]
}

function recordsOf(values: readonly unknown[]): readonly JsonRecord[] {
  return values.map(asRecord).filter(record => record !== undefined)
}

function firstOf(places: readonly JsonRecord[], ...names: readonly string[]): unknown {
  return places
    .flatMap(place => names.map(name => place[name]))
    .find(value => value !== undefined && value !== null)
}

function numberOf(places: readonly JsonRecord[], ...names: readonly string[]): number | undefined {
  return places.map(place => numberIn(place, ...names)).find(number => number !== undefined)
}

function contextStoreIn(places: readonly JsonRecord[]): unknown {
  return firstOf(places, 'context_store', 'contextStore', 'contexts', 'store')
}

function memoryIn(places: readonly JsonRecord[]): number | undefined {
  const flat = numberOf(
    places,
    'memory_percent',
    'memoryPercent',
    'memory_usage_percent',
    'memoryUsagePercent',
  )
  if (flat !== undefined) return flat
  return partNumber(
    places,
    ['memory', 'memory_usage', 'memoryUsage'],
    ['percent', 'percent_used', 'percentUsed', 'usage_percent'],
  )
}

function connectionsIn(places: readonly JsonRecord[]): number | undefined {
  const names = [
    'active_connections',
    'activeConnections',
    'connections',
    'connected_clients',
    'connectedClients',
  ]
  return numberOf(places, ...names) ?? partNumber(places, names, ['active', 'count', 'current'])
}

/** A number inside a part, also inside the part's `details`. */
function partNumber(
  places: readonly JsonRecord[],
  parts: readonly string[],
  names: readonly string[],
): number | undefined {
  const part = asRecord(firstOf(places, ...parts))
  if (!part) return undefined
  return numberOf([part, asRecord(part.details) ?? {}], ...names)
}

function isBad(contextStore: unknown): boolean {
  const record = asRecord(contextStore)
  const status =
    record && saysStatus(record) ? readService('store', 'agents', record).status : statusOfWord(contextStore)
  return status === 'unhealthy' || status === 'degraded'
}

/** A context store's part in one value: its word where it has one, else how many contexts it says it holds. */
function shown(contextStore: unknown): DetailValue {
  const record = asRecord(contextStore)
  if (!record) {
    if (typeof contextStore === 'number' || typeof contextStore === 'boolean') return contextStore
    return typeof contextStore === 'string' ? shorten(printable(contextStore), 100) : null
  }
  if (saysStatus(record)) return readService('store', 'agents', record).status
  return numberIn(record, 'contexts', 'entries', 'keys', 'size', 'count') ?? null
}
