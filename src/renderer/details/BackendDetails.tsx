import type { BackendView, Details } from '#shared/views.ts'
import { ApplicationMetrics } from '../applications/ApplicationMetrics.tsx'
import { Ago } from '../components/Ago.tsx'
import { HeartbeatBar } from '../components/HeartbeatBar.tsx'
import { useEngine, useLive } from '../connection/hooks.ts'
import { formatShare, formatValue, MISSING } from '../format/format-value.ts'
import { isPushed, type ListItem } from '../lists/list-item.ts'
import { ActionBar } from './ActionBar.tsx'
import { BackendEndpoints } from './BackendEndpoints.tsx'
import { BackendServices } from './BackendServices.tsx'
import { DetailsTable } from './DetailsTable.tsx'
import classes from './details.module.css'
import { Facts } from './Facts.tsx'
import { StatusLine } from './StatusLine.tsx'
import { UptimeFigures } from './UptimeFigures.tsx'
import { useFetched } from './use-fetched.ts'
import { useFormatTitle } from './use-format-title.ts'
import { WhatToCheck } from './WhatToCheck.tsx'

/** Everything about one backend: how it answers, and the services it reports by category. */
export function BackendDetails({ item }: { readonly item: ListItem }) {
  const engine = useEngine()
  const backend = useLive(state => state.backends.get(item.id))
  const { value: detail, refusal } = useFetched(
    () => engine.call('backendDetail', { id: item.id }),
    `${item.id} ${item.checkedAt} ${item.status}`,
  )
  if (backend === undefined) return null
  const details = detail === null ? {} : withoutKnown(detail.details, backend)
  const endpoints = detail?.details.endpoints ?? null
  return (
    <div className={classes.panel}>
      <ActionBar item={item} />
      <div className={classes.column}>
        <StatusLine item={item} />
        {refusal !== '' && <p role="alert">{refusal}</p>}
        {detail && item.status !== 'healthy' && item.checkedAt !== null && (
          <WhatToCheck failed={[]} steps={detail.whatToCheck} />
        )}
        <BackendServices backend={backend} />
        <ApplicationMetrics backend={backend} />
      </div>
      <div className={classes.column}>
        <BackendFacts backend={backend} />
        <section>
          <h2>{item.pushed ? 'Connection' : 'Recent polls'}</h2>
          <div className={classes.bigBeats}>
            <HeartbeatBar beats={backend.beats} focusable />
          </div>
        </section>
        <BackendEndpoints value={endpoints} name={item.name} />
        {Object.keys(details).length > 0 && (
          <section>
            <h2>Details</h2>
            <DetailsTable details={details} label={`Details of ${item.name}`} />
          </section>
        )}
      </div>
    </div>
  )
}

/** Details without what is shown elsewhere: the endpoints, and a health that is the same as was counted. */
function withoutKnown(
  { healthPercentage, endpoints: _, silentEndpoints: __, ...rest }: Details,
  backend: BackendView,
): Details {
  const same =
    typeof healthPercentage === 'number' &&
    Math.round(healthPercentage * 10) / 10 === backend.healthPercentage
  return same || healthPercentage === undefined ? rest : { healthPercentage, ...rest }
}

function BackendFacts({ backend }: { readonly backend: BackendView }) {
  const found = useFormatTitle(backend.detectedFormat)
  const healthy = backend.services.filter(service => service.status === 'healthy').length
  return (
    <Facts
      facts={[
        [
          'Healthy services',
          <>
            {formatShare(backend.healthPercentage)}
            {backend.services.length > 0 && (
              <span className={classes.small}>
                {healthy} of {backend.services.length}
              </span>
            )}
          </>,
        ],
        ['Response time', formatValue(backend.responseTimeMs, 'ms')],
        ['Uptime', <UptimeFigures key="uptime" of={backend} />],
        ...(isPushed(backend) ? heard(backend) : polled(backend, found)),
        ...(backend.restartedAt === null
          ? []
          : [['Restarted', <Ago key="restarted" at={backend.restartedAt} />] as const]),
        ['Address', backend.url],
        ['Severity', backend.severity === 'critical' ? 'Critical' : 'Minor'],
      ]}
    />
  )
}

/** What is known of how a backend is polled. */
function polled(backend: BackendView, found: string | null) {
  return [
    [
      'Format',
      <>
        {found ?? MISSING}
        {found !== null && backend.format === 'auto' && (
          <span className={classes.small}>found out by itself</span>
        )}
      </>,
    ],
    [
      'Polled',
      <>
        <Ago at={backend.checkedAt} />
        <span className={classes.small}>every {backend.intervalSeconds} s</span>
      </>,
    ],
  ] as const
}

/** Of one that nobody polls. */
function heard(backend: BackendView) {
  return [['Connection noted', <Ago key="heard" at={backend.checkedAt} />]] as const
}
