import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, useState } from 'react'
import { routeHash } from '#shared/route.ts'
import { useAction } from '../actions/use-action.ts'
import { EmptyState } from '../components/EmptyState.tsx'
import { useEngine, useLive } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { VirtualRows } from '../lists/VirtualRows.tsx'
import { MonitorRow } from './MonitorRow.tsx'
import { moveInOrder } from './move-in-order.ts'
import classes from './settings.module.css'
import { useConfigSource } from './use-config-source.ts'
import { useKindTitles } from './use-kind-titles.ts'

/** All monitors in their order, to be added, changed and put into another order. */
export function MonitorsSection() {
  const order = useLive(state => state.order)
  const { readOnly } = useConfigSource()
  const dialogs = useDialogs()
  const addButton = readOnly ? null : (
    <Button
      variant={order.length === 0 ? 'filled' : 'default'}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => dialogs.openEditor({ type: 'monitor', mode: 'add' })}
    >
      Add monitor
    </Button>
  )
  if (order.length === 0) {
    return (
      <EmptyState title="No monitors yet" action={addButton}>
        A monitor is one thing to watch: a web address, a database, a port, a command. It appears in the tab
        of its category.
      </EmptyState>
    )
  }
  return (
    <>
      <div className={classes.buttons}>
        {addButton}
        <Button component="a" href={routeHash({ page: 'settings', section: 'import-export' })}>
          {readOnly ? 'Export' : 'Import or export'}
        </Button>
        <span className={classes.dimmed}>
          {order.length === 1 ? '1 monitor' : `${order.length} monitors`}
        </span>
      </div>
      <OrderedMonitors order={order} readOnly={readOnly} />
    </>
  )
}

function OrderedMonitors({
  order,
  readOnly,
}: {
  readonly order: readonly string[]
  readonly readOnly: boolean
}) {
  const engine = useEngine()
  const titles = useKindTitles()
  const { run } = useAction()
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const [moved, setMoved] = useState('')
  const move = (id: string, to: number) => {
    const next = moveInOrder(order, id, to)
    if (next === order) return
    setMoved(`Now at place ${to + 1} of ${order.length}`)
    void run('Moving', () => engine.call('reorderMonitors', { ids: [...next] }))
  }
  const onGripKey = (event: KeyboardEvent, id: string) => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    move(id, order.indexOf(id) + step)
  }
  return (
    <div className={classes.orderList}>
      <p className="visually-hidden" role="status">
        {moved}
      </p>
      <VirtualRows label="Monitors in their order" keys={order}>
        {id => (
          <MonitorRow
            id={id}
            titles={titles}
            readOnly={readOnly}
            dragged={dragged === id}
            over={over === id && dragged !== id}
            onGripKey={event => onGripKey(event, id)}
            onDragStart={() => setDragged(id)}
            onDragOver={() => setOver(id)}
            onDragEnd={() => {
              setDragged(null)
              setOver(null)
            }}
            onDrop={() => {
              if (dragged !== null) move(dragged, order.indexOf(id))
            }}
          />
        )}
      </VirtualRows>
    </div>
  )
}
