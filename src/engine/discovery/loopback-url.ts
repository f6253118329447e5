import { showHostPort } from '../checkers/host-port.ts'
import type { LoopbackAddress } from './recogniser.ts'

/** "127.0.0.1:5432", "[::1]:5432". */
export function showAddress({ host, port }: LoopbackAddress): string {
  return showHostPort(host, port)
}

/** The ports that a scheme means where a URL names none. */
const IMPLIED_PORTS: Readonly<Record<string, number>> = { http: 80, ws: 80, https: 443 }

/** "http://127.0.0.1:3000/health"; the port is left out where the scheme implies it. */
export function loopbackUrl(scheme: string, address: LoopbackAddress, path = ''): string {
  const port = IMPLIED_PORTS[scheme] === address.port ? '' : `:${address.port}`
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return `${scheme}://${host}${port}${path}`
}
