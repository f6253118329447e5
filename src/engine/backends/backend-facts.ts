import type { Details } from '#shared/views.ts'
import { printable, shorten } from '../checkers/printable-text.ts'
import type { BackendReport } from './format.ts'
import { asRecord, type JsonRecord, numberIn, textIn } from './json-record.ts'

/** What a document says of the backend itself. */
export type BackendFacts = Pick<BackendReport, 'details' | 'instance' | 'uptimeSeconds'>

const MAX_TEXT = 120

/** Reads version, instance, uptime and the time its checks took, wherever health documents have them. */
export function readBackendFacts(document: JsonRecord): BackendFacts {
  const places = [document, asRecord(document.details) ?? {}, asRecord(document.system) ?? {}]
  const text = (...names: string[]) => clean(firstOf(places, place => textIn(place, ...names)))
  const number = (...names: string[]) => firstOf(places, place => numberIn(place, ...names))

  const version = text('version')
  const id = text('instance_id', 'instance', 'instanceId')
  const startedAt = text('started_at', 'startedAt') ?? number('started_at', 'startedAt')?.toString()
  // The moment it started names one run of the backend as well as an id does.
  const instance = id ?? startedAt
  const uptimeSeconds = number('uptime_seconds', 'uptimeSeconds', 'uptime')
  const checkDurationMs = numberIn(document, 'check_duration_ms')
  const details: Details = {
    ...(version !== undefined && { version }),
    ...(id !== undefined && { instance: id }),
    ...(startedAt !== undefined && { startedAt }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
    ...(checkDurationMs !== undefined && { checkDurationMs }),
  }
  return {
    details,
    ...(instance !== undefined && { instance }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
  }
}

function firstOf<T>(
  places: readonly JsonRecord[],
  read: (place: JsonRecord) => T | undefined,
): T | undefined {
  for (const place of places) {
    const found = read(place)
    if (found !== undefined) return found
  }
  return undefined
}

function clean(text: string | undefined): string | undefined {
  return text === undefined ? undefined : shorten(printable(text).trim(), MAX_TEXT) || undefined
}
