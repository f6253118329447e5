import { z } from 'zod'
import { integrationOverviewSchema, standardResponseSchema, wireStatusSchema } from '#shared/report-shapes.ts'
import { asRecord } from '../backends/json-record.ts'
import { categoryOfGroup } from '../backends/service-category.ts'
import { toolboxaiFormat } from '../backends/toolboxai.ts'
import { oneLine } from '../checkers/printable-text.ts'
import { valueAt } from '../config/value-at.ts'
import type { EndpointAnswer } from './ask-endpoint.ts'
import { READY_PATH, type SuiteEndpoint } from './suite-endpoints.ts'

/** What is wrong with an answer's structure, and what is only worth a look. */
export interface StructureFindings {
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

const MAX_PROBLEMS = 20
/** A status page that is older than this, in ms, is one that somebody keeps; or one of the clocks is wrong. */
const OLDEST_MS = 5 * 60_000
/** `health_percentage` has one decimal, and may have been rounded either way. */
const PERCENT_TOLERANCE = 0.1001
/** ISO 8601; without a zone it is ISO too, though it says less. */
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/

/** The report's names for metrics (report: "Available Metrics"), those of MCP servers left out: not all have one. */
const METRICS = [
  'health_checks_total',
  'health_check_duration_seconds',
  'system_cpu_percent',
  'system_memory_percent',
  'system_disk_percent',
  'system_network_bytes_sent',
  'system_network_bytes_recv',
] as const

/** The report says nothing of /health but that it tells the status. */
const summarySchema = z.object({ status: wireStatusSchema, timestamp: z.string().optional() })

/**
 * Compares an answer that can be read with the report's shape for its endpoint (report: "Health Check Response Format").
 *
 * @param now milliseconds since the epoch, to compare the answer's own time with
 */
export function validateStructure(
  endpoint: SuiteEndpoint,
  answer: EndpointAnswer,
  now: number,
): StructureFindings {
  if (endpoint.shape === 'metrics') return metricsFindings(answer)
  const { document } = answer
  const shaped = schemaOf(endpoint).safeParse(document)
  const wrongShape = shaped.success ? [] : shaped.error.issues.map(issue => describeIssue(document, issue))
  const time = timeFindings(valueAt(document, ['timestamp']), now)
  const problems = [
    ...(/\bjson\b/i.test(answer.contentType) ? [] : [contentTypeText(answer, 'application/json')]),
    ...wrongShape,
    ...numberProblems(document),
    ...time.problems,
    ...(endpoint.shape === 'overview' ? overviewProblems(document) : []),
    ...(endpoint.path === READY_PATH ? readinessProblems(answer) : []),
  ]
  const left = problems.length - MAX_PROBLEMS
  const shown = left > 0 ? [...problems.slice(0, MAX_PROBLEMS), `and ${left} more of this kind.`] : problems
  const warnings = [...time.warnings, ...(endpoint.shape === 'overview' ? overviewWarnings(document) : [])]
  return { problems: shown, warnings }
}

function schemaOf({ shape }: SuiteEndpoint): z.ZodType {
  if (shape === 'overview') return integrationOverviewSchema
  return shape === 'standard' ? standardResponseSchema : summarySchema
}

function describeIssue(document: unknown, issue: z.core.$ZodIssue): string {
  const path = issue.path.map(step => (typeof step === 'symbol' ? String(step) : step))
  const name = `"${oneLine(path.join('.'), 80)}"`
  const found = valueAt(document, path)
  if (found === undefined) return `${name} is missing.`
  if (issue.code === 'invalid_value') {
    return `${name} is ${shown(found)}; expected ${issue.values
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}.`
  }
  if (issue.code === 'invalid_type')
    return `${name} is ${shown(found)}; expected ${TYPE_WORDS[issue.expected] ?? issue.expected}.`
  return `${name} is ${shown(found)}, which the report does not have.`
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  record: 'an object',
  object: 'an object',
  boolean: 'true or false',
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `"${oneLine(value, 40)}"`
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

function contentTypeText({ contentType }: EndpointAnswer, expected: string): string {
  return contentType === ''
    ? `There is no Content-Type; expected ${expected}.`
    : `Content-Type is ${oneLine(contentType, 60)}; expected ${expected}.`
}

/** Durations and counts below zero, which the shapes let through. */
function numberProblems(document: unknown): readonly string[] {
  const checks = Object.keys(asRecord(valueAt(document, ['checks'])) ?? {})
  const paths = [
    ['check_duration_ms'],
    ['healthy_services'],
    ['total_services'],
    ...checks.map(name => ['checks', name, 'response_time_ms']),
  ]
  return paths.flatMap(path => {
    const value = valueAt(document, path)
    return typeof value === 'number' && value < 0
      ? [`"${oneLine(path.join('.'), 80)}" is ${value}; expected 0 or more.`]
      : []
  })
}

function timeFindings(timestamp: unknown, now: number): StructureFindings {
  if (typeof timestamp !== 'string') return { problems: [], warnings: [] }
  const parts = ISO.exec(timestamp)
  const zone = parts?.[1]
  const at = Date.parse(zone === undefined ? `${timestamp}Z` : timestamp)
  if (!parts || Number.isNaN(at)) {
    return {
      problems: [`"timestamp" is ${shown(timestamp)}; expected a time such as 2025-09-21T10:30:00Z.`],
      warnings: [],
    }
  }
  if (zone === undefined) return { problems: [], warnings: ['"timestamp" has no time zone; add Z for UTC.'] }
  const minutes = Math.round(Math.abs(now - at) / 60_000)
  if (Math.abs(now - at) <= OLDEST_MS) return { problems: [], warnings: [] }
  const side = at < now ? 'old' : 'ahead of the clock here'
  return { problems: [], warnings: [`"timestamp" is ${minutes} min ${side}. Check caches and clocks.`] }
}

function overviewProblems(document: unknown): readonly string[] {
  const [healthy, total, percent] = ['healthy_services', 'total_services', 'health_percentage'].map(name =>
    valueAt(document, [name]),
  )
  if (typeof healthy !== 'number' || typeof total !== 'number') return []
  const problems: string[] = []
  if (!Number.isInteger(healthy) || !Number.isInteger(total)) {
    problems.push('"healthy_services" and "total_services" are counts; expected whole numbers.')
  }
  if (healthy > total)
    problems.push(`${healthy} services are healthy of ${total}; expected no more than all.`)
  else if (typeof percent === 'number' && !isPercentOf(percent, healthy, total)) {
    const right = Math.round((healthy / total) * 1000) / 10
    problems.push(
      total === 0
        ? `"health_percentage" is ${percent} with no services; expected 0 or 100.`
        : `"health_percentage" is ${percent}; ${healthy} of ${total} services are ${right} %.`,
    )
  }
  return [...problems, ...listedProblems(document, healthy, total)]
}

/** What is listed is open in the report; only where as many are listed as are counted they must be the same ones. */
function listedProblems(document: unknown, healthy: number, total: number): readonly string[] {
  const read = { url: '', statusCode: 200, document, responseTimeMs: 0 }
  const { services } = toolboxaiFormat.read(read, 'other')
  const found = services.filter(service => service.status === 'healthy').length
  if (services.length !== total || found === healthy) return []
  return [`"healthy_services" is ${healthy}; ${found} of the ${total} listed are healthy.`]
}

function isPercentOf(percent: number, healthy: number, total: number): boolean {
  if (total === 0) return percent === 0 || percent === 100
  return Math.abs(percent - (healthy / total) * 100) <= PERCENT_TOLERANCE
}

/** The report's five groups; which of them a deployment has is its own affair. */
function overviewWarnings(document: unknown): readonly string[] {
  const groups = Object.keys(asRecord(valueAt(document, ['integrations'])) ?? {})
  const known = new Set(groups.map(categoryOfGroup))
  const missing = ['database', 'apis', 'realtime', 'agents', 'roblox'].filter(group => !known.has(group))
  return missing.length === 0 || groups.length === 0 ? [] : [`"integrations" has no ${missing.join(', ')}.`]
}

function readinessProblems({ document, statusCode }: EndpointAnswer): readonly string[] {
  const status = valueAt(document, ['status'])
  if (status === 'unhealthy' && statusCode === 200) {
    return ['It says unhealthy and answered 200; expected 503, so that nothing is sent to it.']
  }
  if (statusCode === 503 && (status === 'healthy' || status === 'degraded')) {
    return [`It says ${status} and answered 503; expected 200, since 503 means unhealthy.`]
  }
  return []
}

function metricsFindings(answer: EndpointAnswer): StructureFindings {
  const isMetrics = /^(text\/plain|application\/openmetrics-text)\b/i.test(answer.contentType)
  const problems = isMetrics ? [] : [contentTypeText(answer, 'text/plain or application/openmetrics-text')]
  // A counter that has not counted yet is only announced.
  const missing = METRICS.filter(name => !new RegExp(`^(?:# TYPE )?${name}`, 'm').test(answer.text ?? ''))
  const warnings =
    missing.length === 0 ? [] : [`Metrics of the report that are not there: ${missing.join(', ')}.`]
  return { problems, warnings }
}
