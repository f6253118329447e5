import { STATUS_CODES } from 'node:http'

/** A status as it is written: "503 Service Unavailable"; one without a name is its number. */
export function statusText(statusCode: number): string {
  return `${statusCode} ${STATUS_CODES[statusCode] ?? ''}`.trimEnd()
}
