import type { BackendInput, MonitorInput } from '#shared/config.ts'
import type { Discovery } from '#shared/views.ts'
import type { DiscoveryPort } from './discovery-ports.ts'
import { loopbackUrl, showAddress } from './loopback-url.ts'
import type { Finding, LoopbackAddress } from './recogniser.ts'

/**
 * Makes of a finding what would be added to the configuration. A service whose health document is in the report's
 * shape becomes a backend, so that each of its checks is seen; everything else becomes a monitor. A port lends its usual
 * name only to what has a health endpoint there or speaks no HTTP: a notebook on 8888 is no agent coordinator.
 */
export function propose(port: DiscoveryPort, address: LoopbackAddress, finding: Finding): Discovery {
  const speaksHttp = finding.check.kind === 'http'
  const usual = speaksHttp && !finding.health ? undefined : port.usually
  const id = `${finding.protocol}-${address.port}`
  const name =
    usual?.name ??
    (finding.name === null
      ? `${LABELS[finding.protocol] ?? 'Service'} on port ${address.port}`
      : finding.name)
  const category = usual?.category ?? finding.category
  const isBackend = finding.health === 'report' && category === 'apis' && finding.check.tls === undefined
  return {
    id,
    title: name,
    evidence: finding.evidence,
    address: showAddress(address),
    proposal: isBackend
      ? {
          type: 'backend',
          backend: backend({ id, name, category, url: loopbackUrl(finding.protocol, address) }),
        }
      : { type: 'monitor', monitor: monitor({ id, name, category, check: finding.check }) },
  }
}

const LABELS: Readonly<Record<string, string>> = {
  http: 'HTTP service',
  https: 'HTTPS service',
  websocket: 'WebSocket service',
}

/** Spread into a plain record, which is how a draft travels over the contract. */
function monitor(input: MonitorInput): Record<string, unknown> {
  return { ...input }
}

function backend(input: BackendInput): Record<string, unknown> {
  return { ...input }
}
