import { type Status, worstStatus } from '#shared/status.ts'
import type { Details } from '#shared/views.ts'
import { readBackendFacts } from './backend-facts.ts'
import { collectServices, hasContainer, namedEntries } from './collect-services.ts'
import type { BackendFormat, ReportedService } from './format.ts'
import { asRecord, type JsonRecord, numberIn } from './json-record.ts'
import { MAX_SERVICES, mergeServices, withDistinctNames } from './merge-services.ts'
import { statusOfWord } from './status-word.ts'
import { summarizeServices } from './summarize-services.ts'

/**
 * The report's two shapes (report: "Health Check Response Format"): the standard response with `checks`, and the
 * overview with `integrations`. Documents that keep services under `services` or `components` are read alike.
 */
export const toolboxaiFormat: BackendFormat = {
  name: 'toolboxai',
  title: 'ToolBoxAI',
  summary: 'Documents with checks, or with an overview of integrations, as the ToolBoxAI backend has them.',
  recognises({ document }) {
    const record = asRecord(document)
    return record !== undefined && (hasContainer(record) || namedEntries(record).length > 0)
  },
  read({ document, category }, fallbackCategory) {
    const record = asRecord(document) ?? {}
    const found = withDistinctNames(collectServices(record, fallbackCategory, category))
    const { services, leftOut } = mergeServices([found])
    const { details, ...run } = readBackendFacts(record)
    const status = ownStatus(record, services)
    const cut = leftOut > 0 ? ` Only the first ${MAX_SERVICES} are shown; ${leftOut} were left out.` : ''
    return {
      status,
      message: `${summarizeServices(services, status)}${cut}`,
      services,
      details: { ...details, ...overviewDetails(record) },
      ...run,
    }
  },
}

/** As the document says of itself; where it does not, degraded with some services bad and unhealthy with all. */
function ownStatus(record: JsonRecord, services: readonly ReportedService[]): Status {
  const said = statusOfWord(record.status ?? record.healthy)
  if (said !== 'unknown') return said
  if (services.length === 0) return 'unknown'
  const worst = worstStatus(services.map(service => service.status))
  const allBad = services.every(service => service.status === 'unhealthy')
  return worst === 'unhealthy' && !allBad ? 'degraded' : worst
}

function overviewDetails(record: JsonRecord): Details {
  const healthPercentage = numberIn(record, 'health_percentage')
  return healthPercentage === undefined ? {} : { healthPercentage }
}
