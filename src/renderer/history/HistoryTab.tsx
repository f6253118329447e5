import { routeHash } from '#shared/route.ts'
import { useEngine } from '../connection/hooks.ts'
import { ChartsView } from './ChartsView.tsx'
import classes from './history.module.css'
import { UptimeView } from './UptimeView.tsx'
import { useRefetched } from './use-refetched.ts'

/** What is new to be chosen is seen within a minute. */
const SERIES_AGAIN_MS = 60_000

const VIEWS = [
  { view: 'charts', title: 'Charts', hash: routeHash({ page: 'history' }) },
  { view: 'uptime', title: 'Uptime', hash: routeHash({ page: 'history', view: 'uptime' }) },
] as const

interface HistoryTabProps {
  readonly view: 'charts' | 'uptime'
  /** What the view shows; null where the address does not say. */
  readonly query: string | null
}

/** All that is remembered: as charts, and as a table of availability. */
export function HistoryTab({ view, query }: HistoryTabProps) {
  const engine = useEngine()
  const { value: infos, refusal } = useRefetched(
    () => engine.call('historySeries', undefined),
    SERIES_AGAIN_MS,
  )
  return (
    <>
      <nav className={classes.views} aria-label="History">
        {VIEWS.map(one => (
          <a key={one.view} href={one.hash} {...(one.view === view ? { 'aria-current': 'page' } : {})}>
            {one.title}
          </a>
        ))}
      </nav>
      {refusal !== '' && infos === null && (
        <p role="alert" className={classes.refusal}>
          {refusal}
        </p>
      )}
      {view === 'uptime' ? <UptimeView query={query} /> : <ChartsView query={query} infos={infos} />}
    </>
  )
}
