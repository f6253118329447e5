import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Discovery } from '#shared/views.ts'
import { say, useAction } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { useConfigSource } from '../settings/use-config-source.ts'
import classes from './discovery.module.css'
import { foundWords } from './found-words.ts'

/** What was found running on this machine and is not watched yet: offered, never added by itself. */
export function DiscoveryOffers() {
  const discoveries = useLive(state => state.discoveries)
  const watching = useLive(state => state.monitors.size + state.backends.size > 0)
  const { readOnly } = useConfigSource()
  if (readOnly || (discoveries.length === 0 && watching)) return null
  return (
    <section className={classes.offers} aria-labelledby="found-here">
      <div className={classes.head}>
        <h2 id="found-here">Found on this machine</h2>
        <LookAgain />
      </div>
      {discoveries.length === 0 ? (
        <p className={classes.none}>No service was found that could be watched.</p>
      ) : (
        <ul className={classes.list}>
          {discoveries.map(discovery => (
            <Offer key={discovery.id} discovery={discovery} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Offer({ discovery }: { readonly discovery: Discovery }) {
  const engine = useEngine()
  const dialogs = useDialogs()
  const { busy, run } = useAction()
  const { proposal } = discovery
  const watch = () =>
    dialogs.openEditor({
      type: proposal.type,
      mode: 'add',
      prefill: proposal.type === 'monitor' ? proposal.monitor : proposal.backend,
      test: true,
    })
  return (
    <li className={classes.offer}>
      <span className={classes.title}>{discovery.title}</span>
      <span className={classes.address}>{discovery.address}</span>
      <span className={classes.evidence}>{discovery.evidence}</span>
      <Button
        size="compact-xs"
        onClick={watch}
        aria-label={`Watch it: ${discovery.title} on ${discovery.address}`}
      >
        Watch it
      </Button>
      <Button
        size="compact-xs"
        variant="subtle"
        disabled={busy}
        aria-label={`Dismiss ${discovery.title} on ${discovery.address}`}
        onClick={() => void run('Dismissing', () => engine.call('dismissDiscovery', { id: discovery.id }))}
      >
        Dismiss
      </Button>
    </li>
  )
}

function LookAgain() {
  const engine = useEngine()
  const { run } = useAction()
  const [looking, setLooking] = useState(false)
  const look = async () => {
    setLooking(true)
    await run('Looking', async () => say(foundWords((await engine.call('discover', undefined)).found)))
    setLooking(false)
  }
  return (
    <Button size="compact-xs" variant="subtle" loading={looking} onClick={() => void look()}>
      Look again
    </Button>
  )
}
