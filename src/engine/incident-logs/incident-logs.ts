import type { IncidentLog, IncidentView } from '#shared/incidents.ts'
import { type LogSource, logSourceSchema } from '#shared/log-source-config.ts'
import { CheckFailure } from '../checkers/checker.ts'
import type { Clock } from '../clock.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import type { Resolved } from '../config/references.ts'
import { type FoundLines, fileLines, type LineRange } from './file-lines.ts'

export interface IncidentLogsOptions {
  readonly clock: Clock
  readonly sources: () => readonly LogSource[]
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  readonly signal: AbortSignal
}

type OfIncident = Pick<IncidentView, 'id' | 'name' | 'subject' | 'startedAt' | 'resolvedAt'>

/** What belongs to an incident began a little before it and ends a little after. In ms. */
const BEFORE_MS = 120_000
const AFTER_MS = 60_000
/** Of an incident that lasts long, what is around its beginning. In ms. */
const MOST_MS = 30 * 60_000
const MOST_LINES = 500
const DEADLINE_MS = 8000

/** Finds the log lines around an incident, in files and in Loki. */
export class IncidentLogs {
  readonly #options: IncidentLogsOptions

  constructor(options: IncidentLogsOptions) {
    this.#options = options
  }

  /** Whether a source is configured for it. */
  has(incident: OfIncident): boolean {
    return this.#sourcesOf(incident).length > 0
  }

  /** The lines of each source, or why there are none. */
  of(incident: OfIncident): Promise<readonly IncidentLog[]> {
    const now = this.#options.clock.now()
    const fromMs = incident.startedAt - BEFORE_MS
    const toMs = Math.min((incident.resolvedAt ?? now) + AFTER_MS, fromMs + MOST_MS)
    const range = { fromMs, toMs, limit: MOST_LINES }
    return Promise.all(
      this.#sourcesOf(incident).map(async source => ({
        source: source.id,
        name: source.name,
        ...(await this.#ask(source, incident, range)),
      })),
    )
  }

  #sourcesOf({ subject }: OfIncident): readonly LogSource[] {
    // A reported service belongs to its backend: `backendId/serviceName`.
    const [backendId] = subject.id.split('/', 1)
    return this.#options
      .sources()
      .filter(
        ({ monitors }) => monitors.length === 0 || monitors.some(id => id === subject.id || id === backendId),
      )
  }

  async #ask(source: LogSource, incident: OfIncident, range: LineRange): Promise<FoundLines> {
    const { clock, resolve } = this.#options
    const resolved = await resolve(source)
    if (!resolved.ok) return { lines: [], more: false, problem: resolved.message }
    const { file, lokiUrl, query = '', headers = {} } = logSourceSchema.parse(resolved.value)
    const late = new AbortController()
    const deadline = clock.after(DEADLINE_MS, () =>
      late.abort(
        new CheckFailure('timeout', `${source.name} did not answer within ${DEADLINE_MS / 1000} s.`),
      ),
    )
    const signal = AbortSignal.any([this.#options.signal, late.signal])
    const hider = new SecretHider(resolved.secrets)
    try {
      const found =
        file === undefined
          ? await this.#askLoki(
              { url: lokiUrl ?? '', query: filled(query, incident), headers },
              range,
              signal,
            )
          : await fileLines(file, range, clock.now(), signal)
      return {
        more: found.more,
        problem: hider.inText(found.problem),
        lines: found.lines.map(({ at, text }) => ({ at, text: hider.inText(text) })),
      }
    } catch {
      return { lines: [], more: false, problem: `${source.name} could not be read in time.` }
    } finally {
      deadline.cancel()
    }
  }

  async #askLoki(
    query: Parameters<typeof import('./loki-lines.ts').lokiLines>[0],
    range: LineRange,
    signal: AbortSignal,
  ) {
    const { lokiLines } = await import('./loki-lines.ts')
    return lokiLines(query, range, signal)
  }
}

/** The query with what stands in braces filled in, as texts of LogQL. */
function filled(query: string, { id, name }: OfIncident): string {
  const quoted = (text: string) => JSON.stringify(text).slice(1, -1)
  return query.replaceAll('{incident}', quoted(id)).replaceAll('{name}', quoted(name))
}
