import { type VendorAnswer, type VendorRequest, VendorServer } from './vendor-server.ts'

/** How bad an incident is. */
export type IncidentImpact = 'none' | 'minor' | 'major' | 'critical'

/** An incident on a simulated status page. */
export interface StatusPageIncident {
  readonly name: string
  readonly impact: IncidentImpact
  readonly status?: 'investigating' | 'identified' | 'monitoring' | 'resolved'
}

const DESCRIPTIONS: Readonly<Record<IncidentImpact, string>> = {
  none: 'All Systems Operational',
  minor: 'Minor Service Outage',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
}
const IMPACTS: readonly IncidentImpact[] = ['none', 'minor', 'major', 'critical']

/** A vendor's status page, after the API that Statuspage's pages have (https://www.githubstatus.com/api). */
export class StatusPageServer extends VendorServer {
  /** What is reported now; those that are resolved are left out, as Statuspage does. */
  incidents: readonly StatusPageIncident[] = []
  readonly #name: string

  constructor({ name }: { readonly name: string }) {
    super()
    this.#name = name
  }

  protected override good({ path }: VendorRequest): VendorAnswer {
    if (path === '/api/v2/summary.json') return { status: 200, body: this.#summary() }
    if (path === '/api/v2/status.json') {
      const { page, status } = this.#summary()
      return { status: 200, body: { page, status } }
    }
    return { status: 404, body: { error: 'Not found' } }
  }

  protected override rateLimited(): VendorAnswer {
    return { status: 429, body: { error: 'Too many requests' } }
  }

  protected override quotaExhausted(): VendorAnswer {
    return this.rateLimited()
  }

  protected override down(): VendorAnswer {
    return { status: 503, body: '<html><body>503 Service Unavailable</body></html>' }
  }

  #summary() {
    const open = this.incidents.filter(({ status }) => status !== 'resolved')
    const worst = Math.max(0, ...open.map(({ impact }) => IMPACTS.indexOf(impact)))
    const indicator = IMPACTS[worst] ?? 'none'
    const page = { id: 'p1', name: this.#name, url: this.url, time_zone: 'Etc/UTC' }
    return {
      page,
      status: { indicator, description: DESCRIPTIONS[indicator] },
      components: [
        { id: 'c1', name: 'API', status: indicator === 'none' ? 'operational' : 'partial_outage' },
      ],
      incidents: open.map(({ name, impact, status = 'investigating' }, index) => ({
        id: `i${index}`,
        ...{ name, impact, status, page_id: page.id },
        shortlink: `${this.url}/incidents/i${index}`,
        incident_updates: [],
      })),
      scheduled_maintenances: [],
    }
  }
}
