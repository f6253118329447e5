import { Button, Loader } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { type ReactNode, useEffect, useMemo } from 'react'
import { routeHash } from '#shared/route.ts'
import { EmptyState } from '../components/EmptyState.tsx'
import { useLive } from '../connection/hooks.ts'
import { replaceRoute } from '../layout/use-route.ts'
import { AlertFilterBar } from './AlertFilterBar.tsx'
import {
  ALERT_VIEWS,
  ALL_OPEN,
  type AlertChoice,
  type AlertViewName,
  alertsRoute,
  isFiltered,
  parseAlertChoice,
} from './alert-choice.ts'
import classes from './alerts.module.css'
import { arrangeIncidents, categoriesOf, isChosen } from './arrange-incidents.ts'
import { IncidentList } from './IncidentList.tsx'
import { IncidentPage } from './IncidentPage.tsx'
import { countOf } from './incident-words.ts'
import { useRecentCount } from './use-recent-count.ts'
import { useResolved } from './use-resolved.ts'

interface AlertsTabProps {
  /** What the list shows; null where the address does not say. */
  readonly query: string | null
  /** The incident whose page is shown instead of the list. */
  readonly incidentId: string | null
}

/** Incidents: those that are open, those somebody takes care of, those that are over; and the page of each. */
export function AlertsTab({ query, incidentId }: AlertsTabProps) {
  // The way back from an incident leads to the list as it was; the tab itself always to all that is open.
  const [last, setLast] = useSessionStorage({
    key: 'traylight.alerts-query',
    defaultValue: '',
    getInitialValueInEffect: false,
  })
  useEffect(() => {
    if (incidentId === null) setLast(query ?? '')
  }, [incidentId, query, setLast])
  if (incidentId !== null) {
    return <IncidentPage key={incidentId} id={incidentId} back={alertsRoute(parseAlertChoice(last))} />
  }
  return <Alerts query={query ?? ''} />
}

function Alerts({ query }: { readonly query: string }) {
  const choice = useMemo(() => parseAlertChoice(query), [query])
  const recent = useRecentCount()
  const change = (next: AlertChoice) => replaceRoute(alertsRoute(next))
  return (
    <>
      <div className={classes.top}>
        <Views choice={choice} recent={recent} />
        <span className={classes.links}>
          <a href={routeHash({ page: 'settings', section: 'alerts' })}>Rules</a>
          <a href={routeHash({ page: 'settings', section: 'notifiers' })}>Notifiers</a>
        </span>
      </div>
      {choice.view === 'history' ? (
        <Resolved choice={choice} onChange={change} />
      ) : (
        <Lasting choice={choice} recent={recent} onChange={change} />
      )}
    </>
  )
}

const VIEW_TITLES: Readonly<Record<AlertViewName, string>> = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  history: 'History',
}

function Views({ choice, recent }: { readonly choice: AlertChoice; readonly recent: string | null }) {
  const counts = useLive(state => state.alerts?.counts ?? null)
  const of: Readonly<Record<AlertViewName, string>> = {
    open: counts === null ? '' : String(counts.open),
    acknowledged: counts === null ? '' : String(counts.acknowledged),
    history: recent === null ? '' : `${recent} in 24 h`,
  }
  return (
    <nav className={classes.views} aria-label="Alerts">
      {ALERT_VIEWS.map(view => (
        <a
          key={view}
          href={routeHash(alertsRoute({ ...choice, view }))}
          {...(view === choice.view ? { 'aria-current': 'page' } : {})}
        >
          {VIEW_TITLES[view]}
          <span className={classes.count}>{of[view]}</span>
        </a>
      ))}
    </nav>
  )
}

interface ViewProps {
  readonly choice: AlertChoice
  readonly onChange: (choice: AlertChoice) => void
}

/** What is open, or acknowledged. */
function Lasting({ choice, recent, onChange }: ViewProps & { readonly recent: string | null }) {
  const alerts = useLive(state => state.alerts)
  const { told, listed } = useMemo(() => arrangeIncidents(alerts?.incidents ?? [], choice), [alerts, choice])
  if (alerts === null) return null
  const { counts, incidents } = alerts
  const total = choice.view === 'acknowledged' ? counts.acknowledged : counts.open + counts.listed
  const shown = told.length + listed.length
  const sent = incidents.filter(({ state }) => state === choice.view).length
  return (
    <>
      {(total > 0 || isFiltered(choice)) && (
        <AlertFilterBar
          choice={choice}
          categories={categoriesOf(incidents)}
          shown={shown === total ? `${total} in all` : `${shown} of ${total} shown`}
          onChange={onChange}
        />
      )}
      {choice.view === 'open' && counts.open === 0 && !isFiltered(choice) && <NothingOpen recent={recent} />}
      {shown > 0 && (
        <IncidentList view={choice.view} told={told} listed={listed} listedInAll={counts.listed} />
      )}
      {shown === 0 && isFiltered(choice) && <NothingMatches choice={choice} onChange={onChange} />}
      {shown === 0 && choice.view === 'acknowledged' && !isFiltered(choice) && <NothingAcknowledged />}
      {sent < total && (
        <p className={classes.more}>
          The {sent} most urgent of {total} are shown here and searched; the others follow as these end.
        </p>
      )}
    </>
  )
}

function NothingOpen({ recent }: { readonly recent: string | null }) {
  const ended =
    recent === null || recent === '0'
      ? 'None was resolved in the last 24 h.'
      : `${recent === '1' ? '1 incident' : countOf(recent, 'incident')} resolved in the last 24 h.`
  return (
    <EmptyState
      title="No open alerts"
      action={
        recent !== null &&
        recent !== '0' && (
          <Button component="a" href={routeHash(alertsRoute({ ...ALL_OPEN, view: 'history' }))}>
            Show what was resolved
          </Button>
        )
      }
    >
      {ended} What a rule finds stands here, from its first bad check until it recovers.
    </EmptyState>
  )
}

function NothingAcknowledged() {
  return (
    <EmptyState title="Nothing is acknowledged">
      What somebody takes care of stands here: no reminders and no escalation until something new happens in
      it. Press A on an open alert, or select several.
    </EmptyState>
  )
}

function NothingMatches({ choice, onChange }: ViewProps) {
  return (
    <EmptyState
      title="Nothing matches the filter"
      action={<Button onClick={() => onChange({ ...ALL_OPEN, view: choice.view })}>Show all</Button>}
    />
  )
}

/** What is over, newest first. */
function Resolved({ choice, onChange }: ViewProps) {
  const { incidents, more, loading, refusal, showMore } = useResolved(choice)
  const monitors = useLive(state => [...new Set([...state.monitors.values()].map(one => one.category))])
  const found = incidents?.filter(incident => isChosen(incident, { ...choice, text: '' })) ?? []
  const categories = useMemo(
    () => [...new Set([...monitors, ...categoriesOf(incidents ?? [])])].sort((a, b) => a.localeCompare(b)),
    [monitors, incidents],
  )
  const empty = incidents !== null && incidents.length === 0 && !isFiltered(choice)
  return (
    <>
      {!empty && (
        <AlertFilterBar
          choice={choice}
          categories={categories}
          shown={incidents === null ? '' : more ? `the latest ${found.length}` : `${found.length} in all`}
          onChange={onChange}
        />
      )}
      {refusal !== '' && (
        <p role="alert" className={classes.refusal}>
          {refusal}
        </p>
      )}
      {incidents === null && loading && <Loader size="sm" role="status" aria-label="Loading incidents" />}
      {empty && <NothingResolved />}
      {found.length > 0 && <IncidentList view="history" told={found} listed={[]} listedInAll={0} />}
      {incidents !== null && found.length === 0 && !empty && !more && (
        <NothingMatches choice={choice} onChange={onChange} />
      )}
      {more && (
        <More loading={loading} onMore={showMore}>
          {found.length === 0 &&
            incidents !== null &&
            `None of the latest ${incidents.length} is of this category.`}
        </More>
      )}
    </>
  )
}

interface MoreProps {
  readonly loading: boolean
  readonly onMore: () => void
  readonly children: ReactNode
}

function More({ loading, onMore, children }: MoreProps) {
  return (
    <p className={classes.more}>
      {children}
      <Button loading={loading} onClick={onMore}>
        Show older ones
      </Button>
    </p>
  )
}

function NothingResolved() {
  return (
    <EmptyState title="No incidents yet">
      Every incident that ends is kept here, with all that happened in it and who was told.
    </EmptyState>
  )
}
