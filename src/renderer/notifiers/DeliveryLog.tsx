import { Button, Select } from '@mantine/core'
import { useState } from 'react'
import type { Config } from '#shared/config.ts'
import type { DeliveryView } from '#shared/incidents.ts'
import { routeHash } from '#shared/route.ts'
import { useAction } from '../actions/use-action.ts'
import { Ago } from '../components/Ago.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { useEngine, useFromNow } from '../connection/hooks.ts'
import settingsClasses from '../settings/settings.module.css'
import { DELIVERY_MARKS, deliveryWords } from './delivery-words.ts'
import classes from './notifiers.module.css'
import { useDeliveries } from './use-deliveries.ts'

/** How many deliveries are shown. */
const SHOWN = 100

/** What was delivered and what was not, newest first. */
export function DeliveryLog({ notifiers }: Pick<Config, 'notifiers'>) {
  const [notifierId, setNotifierId] = useState<string | null>(null)
  const { value: deliveries, refusal } = useDeliveries(SHOWN, notifierId ?? undefined)
  return (
    <section aria-labelledby="deliveries">
      <div className={classes.bar}>
        <h3 id="deliveries" className={settingsClasses.subtitle}>
          Deliveries
        </h3>
        <Select
          size="xs"
          aria-label="Deliveries of"
          placeholder="All notifiers"
          data={notifiers.map(({ id, name }) => ({ value: id, label: name }))}
          value={notifierId}
          clearable
          clearButtonProps={{ 'aria-label': 'Show all notifiers' }}
          onChange={setNotifierId}
        />
      </div>
      {refusal !== '' && <p role="alert">{refusal}</p>}
      {deliveries?.length === 0 && <p className={settingsClasses.dimmed}>Nothing has been sent yet.</p>}
      {deliveries !== null && deliveries.length > 0 && (
        <ul className={classes.deliveries} aria-label="Deliveries">
          {deliveries.map(delivery => (
            <Delivery key={delivery.id} delivery={delivery} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Delivery({ delivery }: { readonly delivery: DeliveryView }) {
  const { id, at, notifierName, title, incidentIds, state, message } = delivery
  const engine = useEngine()
  const { busy, run } = useAction()
  const words = useFromNow(now => deliveryWords(delivery, now))
  const [incidentId] = incidentIds
  return (
    <li>
      <StatusMark status={DELIVERY_MARKS[state]} label="" />
      <span className={classes.what}>
        {incidentId === undefined ? (
          title
        ) : (
          <a href={routeHash({ page: 'incident', id: incidentId })}>{title}</a>
        )}
        <span className={classes.small}>
          {notifierName} · {words}
          {message !== '' && `. ${message}`}
        </span>
      </span>
      <span className={classes.age}>
        <Ago at={at} />
      </span>
      {state === 'delivered' ? (
        <span />
      ) : (
        <Button
          size="compact-xs"
          loading={busy}
          aria-label={`Try again: ${title}, ${notifierName}`}
          onClick={() => void run('Trying again', () => engine.call('retryDelivery', { id }))}
        >
          Try again
        </Button>
      )}
    </li>
  )
}

/** How the latest delivery of a notifier went. */
export function LastDelivery({ delivery }: { readonly delivery: DeliveryView | undefined }) {
  const words = useFromNow(now => (delivery === undefined ? '' : deliveryWords(delivery, now)))
  if (delivery === undefined) return <span className={classes.last}>Nothing sent yet</span>
  return (
    <span className={classes.last}>
      <StatusMark status={DELIVERY_MARKS[delivery.state]} size={14} label="" />
      <span>
        <Ago at={delivery.endedAt ?? delivery.at} />: {words}
        {delivery.message !== '' && `. ${delivery.message}`}
      </span>
    </span>
  )
}
