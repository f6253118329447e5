import { z } from 'zod'
import type { Details } from '#shared/views.ts'
import { addressBelow, callApi } from './api-call.ts'
import { type CheckContext, CheckFailure, type Kept } from './checker.ts'
import { showUrl } from './http-exchange.ts'
import { statusText } from './http-status-text.ts'
import { oneLine } from './printable-text.ts'

/** How long a status page is waited for, in ms; never more than half of the check's own time. */
const PATIENCE_MS = 3000
/** How long what a status page said is good for, in ms: vendors need not be asked at every check. */
const REMEMBERED_MS = 60_000
const MAX_INCIDENTS = 10

/** An incident that a vendor reports on its status page. */
export interface VendorIncident {
  readonly name: string
  /** `none`, `minor`, `major`, `critical` or `maintenance`. */
  readonly impact: string
  /** `investigating`, `identified`, `monitoring`. */
  readonly status: string
}

/** What a vendor says about itself; `problem` says why nothing is known where its page could not be read. */
export type VendorStatus =
  | {
      readonly page: string
      readonly problem?: undefined
      /** The worst of all its services: `none`, `minor`, `major`, `critical` or `maintenance`. */
      readonly indicator: string
      readonly description: string
      /** Those that are open, the worst first. */
      readonly incidents: readonly VendorIncident[]
    }
  | { readonly page: string; readonly problem: string }

const word = z.string().transform(text => oneLine(text, 40).toLowerCase())
const line = z.string().transform(text => oneLine(text, 120))

/**
 * Statuspage's `summary.json` (https://www.githubstatus.com/api documents it), which incident.io serves as well.
 * https://status.openai.com leaves out fields that Statuspage always has.
 */
const summarySchema = z.looseObject({
  status: z.looseObject({ indicator: word, description: line.default('') }),
  incidents: z
    .array(
      z.looseObject({
        name: line,
        impact: word.nullish().transform(impact => impact ?? 'none'),
        status: word.nullish().transform(status => status ?? 'investigating'),
      }),
    )
    .nullish()
    .transform(incidents => incidents ?? []),
})

const RANKS = ['none', 'maintenance', 'minor', 'major', 'critical']
const CLOSED: ReadonlySet<string> = new Set(['resolved', 'postmortem', 'completed'])

/** A vendor's status page, remembered for a minute from one check of a monitor to the next. */
export class VendorStatusPage implements Kept {
  #remembered: { readonly status: VendorStatus; readonly askedAt: number } | undefined

  /** What the page says, or said within the minute. Never rejects, and never takes more than half of the check's time. */
  async ask(page: string, context: CheckContext, maxAgeMs = REMEMBERED_MS): Promise<VendorStatus> {
    const askedAt = context.clock.monotonic()
    const known = this.#remembered
    if (known && known.status.page === page && askedAt - known.askedAt < maxAgeMs) return known.status
    const status = await askPage(page, context)
    // One that was cut short because the check ended says nothing about the page.
    if (!context.signal.aborted) this.#remembered = { status, askedAt }
    return status
  }

  close(): void {
    this.#remembered = undefined
  }
}

async function askPage(page: string, context: CheckContext): Promise<VendorStatus> {
  const patienceMs = Math.min(PATIENCE_MS, context.timeoutMs / 2)
  const impatience = new AbortController()
  const timer = context.clock.after(patienceMs, () =>
    impatience.abort(new CheckFailure('timeout', 'The status page did not answer in time.')),
  )
  try {
    const signal = AbortSignal.any([context.signal, impatience.signal])
    const url = addressBelow(page, '/api/v2/summary.json')
    const answer = await callApi(
      { url, followRedirects: true },
      { ...context, signal, timeoutMs: patienceMs },
    )
    if (answer.statusCode !== 200) {
      return { page, problem: `The status page answered ${statusText(answer.statusCode)}.` }
    }
    const parsed = summarySchema.safeParse(answer.document)
    if (!parsed.success)
      return { page, problem: 'The status page answered with something else than a summary.' }
    return { page, ...parsed.data.status, incidents: openIncidents(parsed.data.incidents) }
  } catch (error) {
    if (impatience.signal.aborted) return { page, problem: 'The status page did not answer in time.' }
    return {
      page,
      problem: error instanceof CheckFailure ? error.message : 'The status page cannot be read.',
    }
  } finally {
    timer.cancel()
  }
}

function openIncidents(incidents: readonly VendorIncident[]): readonly VendorIncident[] {
  return incidents
    .filter(({ status }) => !CLOSED.has(status))
    .map(({ name, impact, status }) => ({ name, impact, status }))
    .toSorted((one, other) => RANKS.indexOf(other.impact) - RANKS.indexOf(one.impact))
    .slice(0, MAX_INCIDENTS)
}

/** What the card shows of it. */
export function vendorStatusDetails(status: VendorStatus): Details {
  // An address of one's own may hold credentials.
  const page = showUrl(new URL(status.page)).replace(/\/$/, '')
  if (status.problem !== undefined) return { page, note: status.problem }
  const { indicator, description, incidents } = status
  return { indicator, description, incidents: incidents.map(incident => ({ ...incident })), page }
}

/** Whether they report anything. */
export function reportsTrouble(status: VendorStatus): boolean {
  return status.problem === undefined && status.indicator !== 'none'
}

/** What they report, to go on after "They report": "an incident: Elevated errors (major)". */
export function reportText(status: VendorStatus): string {
  if (status.problem !== undefined) return 'nothing'
  const [worst, ...others] = status.incidents
  if (!worst) return `"${status.description || status.indicator}" (${status.indicator})`
  const incident = `${worst.name} (${worst.impact === 'none' ? status.indicator : worst.impact})`
  return others.length === 0
    ? `an incident: ${incident}`
    : `${others.length + 1} incidents, the worst: ${incident}`
}
