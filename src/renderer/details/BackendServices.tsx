import { UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { categoryTitle } from '#shared/category.ts'
import { STATUS_ORDER } from '#shared/status.ts'
import type { BackendView, ServiceView } from '#shared/views.ts'
import { StatusMark } from '../components/StatusMark.tsx'
import { formatValue } from '../format/format-value.ts'
import { serviceItem } from '../lists/list-item.ts'
import { MuteMark } from '../lists/MuteMark.tsx'
import { ActionBar } from './ActionBar.tsx'
import { AlsoChecked } from './AlsoChecked.tsx'
import { DetailsTable } from './DetailsTable.tsx'
import classes from './details.module.css'
import { UptimeFigures } from './UptimeFigures.tsx'

/** The services a backend reports, by category, worst first; each opens to its details. */
export function BackendServices({ backend }: { readonly backend: BackendView }) {
  if (backend.services.length === 0) {
    return (
      <section className={classes.services}>
        <h2>Services</h2>
        <p className={classes.dimmed}>
          {backend.checkedAt === null ? 'Not polled yet.' : 'It reports no services of its own.'}
        </p>
      </section>
    )
  }
  return (
    <section className={classes.services}>
      <h2>Services</h2>
      {categoriesOf(backend.services).map(category => (
        <div key={category}>
          <h3>{categoryTitle(category)}</h3>
          <ul>
            {backend.services
              .filter(service => service.category === category)
              .toSorted((a, b) => STATUS_ORDER[a.status] - STATUS_ORDER[b.status])
              .map(service => (
                <ServiceLine key={service.id} service={service} backend={backend} />
              ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** The categories of services: those with the worst in them first, of the same by title. */
function categoriesOf(services: readonly ServiceView[]): readonly string[] {
  const members = Map.groupBy(services, service => service.category)
  const rank = (category: string) =>
    Math.min(...(members.get(category) ?? []).map(service => STATUS_ORDER[service.status]))
  return [...members.keys()].sort(
    (a, b) => rank(a) - rank(b) || categoryTitle(a).localeCompare(categoryTitle(b)),
  )
}

function ServiceLine({ service, backend }: { readonly service: ServiceView; readonly backend: BackendView }) {
  const [open, setOpen] = useState(false)
  const item = serviceItem(service, backend)
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <li>
      <UnstyledButton className={classes.serviceLine} aria-expanded={open} onClick={() => setOpen(!open)}>
        <StatusMark status={service.status} muted={service.muted !== null} />
        <span className={classes.serviceName} title={service.name}>
          {service.name}
        </span>
        <span className={classes.serviceMessage} title={service.message}>
          {service.muted && <MuteMark mute={service.muted} />} {service.pending ?? service.message}
        </span>
        <span className={classes.serviceTime}>{formatValue(service.responseTimeMs, 'ms')}</span>
        <Chevron size={16} aria-hidden />
      </UnstyledButton>
      {open && (
        <div className={classes.serviceDetails}>
          {service.message !== '' && <p className={classes.message}>{service.message}</p>}
          <p className={classes.message}>
            Uptime <UptimeFigures of={service} />
          </p>
          {service.sameAs !== null && <AlsoChecked by={service.sameAs} />}
          <DetailsTable details={service.details} label={`Details of ${service.name}`} />
          <ActionBar item={item} />
        </div>
      )}
    </li>
  )
}
