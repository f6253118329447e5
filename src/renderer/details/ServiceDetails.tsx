import { categoryTitle } from '#shared/category.ts'
import { routeHash } from '#shared/route.ts'
import { Ago } from '../components/Ago.tsx'
import { HeartbeatBar } from '../components/HeartbeatBar.tsx'
import { useLive } from '../connection/hooks.ts'
import { formatValue } from '../format/format-value.ts'
import type { ListItem } from '../lists/list-item.ts'
import { ActionBar } from './ActionBar.tsx'
import { DetailsTable } from './DetailsTable.tsx'
import classes from './details.module.css'
import { Facts } from './Facts.tsx'
import { StatusLine } from './StatusLine.tsx'
import { UptimeFigures } from './UptimeFigures.tsx'

/** Everything about a service that a backend reports. */
export function ServiceDetails({ item }: { readonly item: ListItem }) {
  const backend = useLive(state => state.backends.get(item.backendId ?? ''))
  const service = backend?.services.find(candidate => candidate.id === item.id)
  if (!backend || !service) return null
  return (
    <div className={classes.panel}>
      <ActionBar item={item} />
      <div className={classes.column}>
        <StatusLine item={item} />
        <Facts
          facts={[
            [
              'Reported by',
              <a key="backend" href={routeHash({ page: 'backend', id: backend.id })}>
                {backend.name}
              </a>,
            ],
            ['Response time', formatValue(service.responseTimeMs, 'ms')],
            ['Uptime', <UptimeFigures key="uptime" of={service} />],
            ['Category', categoryTitle(service.category)],
            [item.pushed ? 'Told' : 'Polled', <Ago key="polled" at={service.checkedAt} />],
          ]}
        />
        <section>
          <h2>{item.pushed ? 'Recently told' : 'Recent polls'}</h2>
          <div className={classes.bigBeats}>
            <HeartbeatBar beats={service.beats} focusable />
          </div>
        </section>
      </div>
      <div className={classes.column}>
        {Object.keys(service.details).length > 0 && (
          <section>
            <h2>Details</h2>
            <DetailsTable details={service.details} label={`Details of ${service.name}`} />
          </section>
        )}
      </div>
    </div>
  )
}
