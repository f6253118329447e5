import { Button } from '@mantine/core'
import type { DeliveryView } from '#shared/incidents.ts'
import type { Status } from '#shared/status.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { useNow } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import { deliveryWords } from './delivery-words.ts'
import classes from './incident.module.css'
import { useIncidentActions } from './use-incident-actions.ts'

interface DeliveriesProps {
  /** Newest first. */
  readonly deliveries: readonly DeliveryView[]
  readonly notifies: boolean
}

const MARKS: Readonly<Record<DeliveryView['state'], Status>> = {
  delivered: 'healthy',
  waiting: 'unknown',
  failed: 'unhealthy',
}

/** Whom was told of an incident, and who could not be. */
export function Deliveries({ deliveries, notifies }: DeliveriesProps) {
  const actions = useIncidentActions()
  const now = useNow(1000)
  return (
    <section aria-labelledby="deliveries-title">
      <h3 id="deliveries-title" className={classes.subtitle}>
        Who was told
      </h3>
      {deliveries.length === 0 && (
        <p className={classes.quiet}>{notifies ? 'Nobody so far.' : 'Nobody: its rules are only listed.'}</p>
      )}
      <ul className={classes.deliveries}>
        {deliveries.map(delivery => (
          <li key={delivery.id}>
            <StatusMark status={MARKS[delivery.state]} label="" />
            <div className={classes.what}>
              <span className={classes.strong}>{delivery.notifierName}</span>
              <span className={classes.after} title={formatMoment(delivery.endedAt ?? delivery.at)}>
                {' '}
                {deliveryWords(delivery, now)}
              </span>
              <div className={classes.small}>{delivery.title}</div>
              {delivery.message !== '' && <div className={classes.text}>{delivery.message}</div>}
            </div>
            {delivery.state !== 'delivered' && (
              <Button
                size="compact-xs"
                disabled={actions.busy}
                aria-label={`Try again: ${delivery.notifierName}`}
                onClick={() => void actions.retryDelivery(delivery.id)}
              >
                Try again
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
