import { useElementSize } from '@mantine/hooks'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useMemo, useState } from 'react'
import { useLive } from '../connection/hooks.ts'
import { arrangeItems, NO_FILTER } from '../lists/arrange-items.ts'
import {
  backendItem,
  type ListItem,
  monitorItem,
  serviceItem,
  unmatchedServices,
} from '../lists/list-item.ts'
import { ServiceCell } from './ServiceCell.tsx'
import classes from './ServiceGrid.module.css'

/** Room one service needs in a line: mark, name, response time, heartbeat bar, age. px. */
const LEAST_WIDTH = 400
const ROW_HEIGHT = 37
const GAP = 24

/** All that is watched - monitors, backends, services that are only reported - worst first, as compact as they can be read. */
export function ServiceGrid() {
  const monitors = useLive(state => state.monitors)
  const order = useLive(state => state.order)
  const backends = useLive(state => state.backends)
  const items = useMemo(() => {
    const own = order.flatMap(id => {
      const monitor = monitors.get(id)
      return monitor ? [monitorItem(monitor)] : []
    })
    const reported = [...backends.values()].flatMap(backend => [
      backendItem(backend),
      ...unmatchedServices(backend).map(service => serviceItem(service, backend)),
    ])
    return arrangeItems([...own, ...reported], NO_FILTER)
  }, [monitors, order, backends])
  if (items.length === 0) return null
  return (
    <section aria-labelledby="services-title">
      <h2 id="services-title" className={classes.title}>
        Services
        <span className={classes.count}>{items.length}, worst first</span>
      </h2>
      <WindowedGrid items={items} />
    </section>
  )
}

/** Draws only what is near the seen part of the page, so that a thousand services scroll. */
function WindowedGrid({ items }: { readonly items: readonly ListItem[] }) {
  const { ref, width } = useElementSize<HTMLDivElement>()
  const [element, setElement] = useState<HTMLDivElement | null>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    if (!element) return
    const measure = () => setTop(Math.round(element.getBoundingClientRect().top + window.scrollY))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [element])
  const columns = Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)))
  const rows = useWindowVirtualizer({
    count: Math.ceil(items.length / columns),
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollMargin: top,
    useFlushSync: false,
  })
  return (
    <div ref={setElement}>
      <div ref={ref} className={classes.rows} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(row => (
          <div
            key={row.key}
            className={classes.row}
            style={{
              transform: `translateY(${row.start - top}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {items.slice(row.index * columns, (row.index + 1) * columns).map(item => (
              <ServiceCell key={item.key} item={item} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
