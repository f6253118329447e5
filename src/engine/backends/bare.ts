import { statusText } from '../checkers/http-status-text.ts'
import { readBackendFacts } from './backend-facts.ts'
import type { BackendFormat, BackendReport, HealthAnswer } from './format.ts'
import { asRecord, textIn } from './json-record.ts'
import { cleanMessage } from './reported-service.ts'
import { statusOfWord } from './status-word.ts'

/** What to do about an answer that is no answer. */
const HINTS: Readonly<Record<number, string>> = {
  401: 'Check the key in the headers of this backend.',
  403: 'Check what the key in the headers of this backend is allowed to do.',
  404: 'Check the path of its health endpoint.',
  429: 'It limits how often it may be asked. Poll less often.',
}

/** An answer without services: its status code, and the `status` of its document where it has one. */
export const bareFormat: BackendFormat = {
  name: 'bare',
  title: 'Status code',
  summary: 'Any 2xx answer is healthy, any other is not; a document that has only a status is believed.',
  recognises: () => true,
  read(answer) {
    const { statusCode } = answer
    if (isSuccess(statusCode) || statusCode >= 500) return fromDocument(answer) ?? fromCode(answer)
    return fromCode(answer)
  },
}

function fromDocument({ document, statusCode }: HealthAnswer): BackendReport | undefined {
  const record = asRecord(document)
  if (!record) return undefined
  const status = statusOfWord(record.status ?? record.healthy)
  if (status === 'unknown') return undefined
  const said = textIn(record, 'error', 'message')
  const word = `Reports itself ${status} (${statusText(statusCode)}).`
  return {
    status: status === 'healthy' && !isSuccess(statusCode) ? 'unhealthy' : status,
    message: said === undefined ? word : `${word.slice(0, -1)}: ${cleanMessage(said)}`,
    services: [],
    ...readBackendFacts(record),
  }
}

function fromCode({ statusCode, document }: HealthAnswer): BackendReport {
  const message = `Answered ${statusText(statusCode)}.`
  if (isSuccess(statusCode)) {
    return { status: 'healthy', message, services: [], ...readBackendFacts(asRecord(document) ?? {}) }
  }
  const hint = HINTS[statusCode]
  return {
    status: 'unhealthy',
    message: hint === undefined ? message : `${message} ${hint}`,
    services: [],
    details: {},
    failure: statusCode === 401 || statusCode === 403 ? 'auth' : 'unexpected',
  }
}

function isSuccess(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300
}
