import type { IncidentView } from '#shared/incidents.ts'
import { useEngine, useLive, useNow } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import { WhatToCheck } from '../details/WhatToCheck.tsx'
import { whatFailed } from '../details/what-failed.ts'
import classes from './incident.module.css'

interface Advice {
  readonly failed: readonly string[]
  readonly steps: readonly string[]
}

const NONE: Advice = { failed: [], steps: [] }

/** What to look at while it lasts, as the monitor or backend that it is about has it. */
export function IncidentAdvice({ incident }: { readonly incident: IncidentView }) {
  const { type, id } = incident.subject
  const lasts = incident.state !== 'resolved'
  if (!lasts || (type !== 'monitor' && type !== 'backend')) return null
  return <Fetched key={`${type} ${id}`} type={type} id={id} />
}

function Fetched({ type, id }: { readonly type: 'monitor' | 'backend'; readonly id: string }) {
  const engine = useEngine()
  const now = useNow(60_000)
  const watched = useLive(state => (type === 'monitor' ? state.monitors.get(id) : state.backends.get(id)))
  const expires = useLive(state => state.monitors.get(id)?.certificateExpiresAt ?? null)
  const { value } = useFetched<Advice>(async () => {
    if (watched === undefined || watched.checkedAt === null) return NONE
    if (type === 'backend') {
      const detail = await engine.call('backendDetail', { id })
      return { failed: [], steps: detail?.whatToCheck ?? [] }
    }
    const detail = await engine.call('monitorDetail', { id })
    return detail === null ? NONE : { failed: whatFailed(detail, expires, now), steps: detail.whatToCheck }
  }, `${watched?.checkedAt} ${watched?.status}`)
  return (
    <div className={classes.guide}>
      <WhatToCheck {...(value ?? NONE)} />
    </div>
  )
}
