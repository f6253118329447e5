import type { DetailValue } from '#shared/views.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { formatValue, MISSING } from '../format/format-value.ts'
import classes from './details.module.css'
import { type PolledEndpoint, polledEndpoints } from './polled-endpoints.ts'

/** What is polled of a backend: each endpoint with its own answer. */
export function BackendEndpoints({ value, name }: { readonly value: DetailValue; readonly name: string }) {
  const endpoints = polledEndpoints(value)
  if (endpoints.length === 0) return null
  return (
    <section>
      <h2>Endpoints</h2>
      <table className={classes.endpoints} aria-label={`Endpoints of ${name}`}>
        <tbody>
          {endpoints.map(endpoint => (
            <EndpointRow key={endpoint.path} endpoint={endpoint} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function EndpointRow({ endpoint: { path, status, statusCode, responseTimeMs } }: EndpointRowProps) {
  return (
    <tr>
      <th scope="row">
        <StatusMark status={status} />
        <span>{path}</span>
      </th>
      <td>{statusCode ?? 'no answer'}</td>
      <td>{responseTimeMs === null ? MISSING : formatValue(responseTimeMs, 'ms')}</td>
    </tr>
  )
}

interface EndpointRowProps {
  readonly endpoint: PolledEndpoint
}
