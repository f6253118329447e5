import { Ago } from '../components/Ago.tsx'
import { useLive } from '../connection/hooks.ts'
import { formatTime } from '../format/format-moment.ts'

/** How many are healthy, how old what is shown is, and whether it is live. */
export function Freshness() {
  const connection = useLive(state => state.connection)
  const counts = useLive(state =>
    state.overall && state.overall.totalServices > 0
      ? `${state.overall.healthyServices} of ${state.overall.totalServices} healthy`
      : null,
  )
  const aside = useLive(state => {
    const { mutedCount = 0, pausedCount = 0 } = state.overall ?? {}
    return [mutedCount > 0 && `${mutedCount} muted`, pausedCount > 0 && `${pausedCount} paused`]
      .filter(Boolean)
      .join(', ')
  })
  const lastUpdateAt = useLive(state => state.lastUpdateAt)
  const heldSince = useLive(state => state.heldSince)
  return (
    <>
      {counts && <span>{counts}</span>}
      {aside !== '' && <span>{aside}</span>}
      {lastUpdateAt !== null && (
        <span>
          updated <Ago at={lastUpdateAt} />
        </span>
      )}
      <span>{heldSince === null ? CONNECTION_WORDS[connection] : `held since ${formatTime(heldSince)}`}</span>
    </>
  )
}

const CONNECTION_WORDS = { live: 'live', connecting: 'connecting', disconnected: 'disconnected' } as const
