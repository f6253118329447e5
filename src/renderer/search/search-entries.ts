import type { ProfileKind } from '#shared/contract.ts'
import type { IncidentView } from '#shared/incidents.ts'
import { QUIET_CHOICES } from '#shared/quiet-spans.ts'
import type { Route } from '#shared/route.ts'
import { STATUS_ORDER } from '#shared/status.ts'
import type { StageOrder, StageView } from '#shared/views.ts'
import { ALL_OPEN, alertsRoute } from '../alerts/alert-choice.ts'
import { isChosen, mostUrgentFirst } from '../alerts/arrange-incidents.ts'
import type { EngineState } from '../connection/live-state.ts'
import { historyRoute } from '../history/history-route.ts'
import { tabsOf } from '../layout/tabs-of.ts'
import { isProblem } from '../lists/arrange-items.ts'
import {
  backendItem,
  type ListItem,
  monitorItem,
  serviceItem,
  unmatchedServices,
} from '../lists/list-item.ts'
import { PROFILES_SECTION, SETTINGS_GROUPS } from '../settings/settings-sections.ts'

/** What an entry does when it is chosen. */
export type SearchAction =
  | { readonly do: 'go'; readonly route: Route }
  | { readonly do: 'director' }
  | { readonly do: 'steer'; readonly what: string; readonly order: StageOrder }
  | { readonly do: 'check-all' | 'discover' | 'export' }
  /** Null: notifications again. */
  | { readonly do: 'quiet'; readonly until: ((now: number) => number) | null }
  | { readonly do: 'add'; readonly type: 'monitor' | 'backend' }
  | { readonly do: 'add-profile'; readonly name: string }
  | { readonly do: 'theme'; readonly theme: 'system' | 'light' | 'dark' }
  | { readonly do: 'check' | 'unmute' | 'pause' | 'resume' | 'edit'; readonly item: ListItem }
  | { readonly do: 'acknowledge'; readonly incident: IncidentView }
  | { readonly do: 'mute'; readonly item: ListItem; readonly hours: number | null }

export interface SearchEntry {
  readonly key: string
  readonly label: string
  readonly note: string
  /** Whose status stands before it; null for what has none. */
  readonly item: ListItem | null
  /** Whose level stands before it, of an incident. */
  readonly incident?: IncidentView
  readonly action: SearchAction
}

export interface SearchGroup {
  readonly title: string
  readonly entries: readonly SearchEntry[]
}

/** How many entries of a group are shown at once. */
const MOST = 8
const VERBS = ['check', 'mute', 'unmute', 'pause', 'resume', 'edit', 'history'] as const
type Verb = (typeof VERBS)[number]

/**
 * What a few words find: monitors, backends and reported services, best match and worst status first; incidents that last; tabs; actions.
 * "mute redis" finds the ways to mute Redis. Without words: what is wrong, the tabs and the actions.
 */
export function searchEntries(
  state: EngineState,
  query: string,
  profiles: readonly ProfileKind[],
): readonly SearchGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const readOnly = state.info?.config.readOnly ?? true
  const items = allItems(state)
  const [first, ...rest] = words
  const verb = VERBS.find(candidate => candidate === first)
  const groups: SearchGroup[] = [
    {
      title: 'Do',
      entries: verb && rest.length > 0 ? verbEntries(verb, ranked(items, rest), readOnly) : [],
    },
    {
      title: words.length === 0 ? 'Attention' : 'Watched',
      entries: (words.length === 0 ? worstFirst(items.filter(isProblem)) : ranked(items, words)).map(
        goToItem,
      ),
    },
    { title: 'Alerts', entries: words.length === 0 ? [] : incidentEntries(state, words) },
    { title: 'Metrics', entries: words.length === 0 ? [] : metricEntries(state, words) },
    { title: 'Tabs', entries: matching(tabEntries(state, words.length > 0), words) },
    { title: 'Settings', entries: words.length === 0 ? [] : settingsEntries(words, profiles) },
    {
      title: 'Actions',
      entries: matching(actionEntries(readOnly, state.info?.quietUntil ?? null, profiles), words),
    },
    { title: 'Director', entries: state.stage === null ? [] : directorEntries(state.stage, words) },
  ]
  return groups
    .map(group => ({ ...group, entries: group.entries.slice(0, MOST) }))
    .filter(group => group.entries.length > 0)
}

function allItems(state: EngineState): readonly ListItem[] {
  return [
    ...[...state.monitors.values()].map(monitorItem),
    ...[...state.backends.values()].flatMap(backend => [
      backendItem(backend),
      ...unmatchedServices(backend).map(service => serviceItem(service, backend)),
    ]),
  ]
}

function worstFirst(items: readonly ListItem[]): readonly ListItem[] {
  return items.toSorted((a, b) => STATUS_ORDER[a.status] - STATUS_ORDER[b.status])
}

/** Those in which every word occurs: in the name before anywhere else, at its beginning before inside it. */
function ranked(items: readonly ListItem[], words: readonly string[]): readonly ListItem[] {
  const scored = worstFirst(items).flatMap(item => {
    const score = scoreOf(item, words)
    return score === null ? [] : [{ item, score }]
  })
  return scored.toSorted((a, b) => a.score - b.score).map(({ item }) => item)
}

function scoreOf(item: ListItem, words: readonly string[]): number | null {
  const name = item.name.toLowerCase()
  const rest = [item.id, item.target, item.reportedAs, ...item.tags].join(' ').toLowerCase()
  let score = 0
  for (const word of words) {
    if (name.startsWith(word)) continue
    if (name.includes(word)) score += 1
    else if (rest.includes(word)) score += 3
    else return null
  }
  return score
}

function matching(entries: readonly SearchEntry[], words: readonly string[]): readonly SearchEntry[] {
  return entries.filter(entry => words.every(word => entry.label.toLowerCase().includes(word)))
}

function goToItem(item: ListItem): SearchEntry {
  return {
    key: item.key,
    label: item.name,
    note: item.target,
    item,
    action: { do: 'go', route: { page: item.scope, id: item.id } },
  }
}

/** Incidents that last, by name, message and whatever else is said of them; by the word alone all of them. */
function incidentEntries(state: EngineState, words: readonly string[]): readonly SearchEntry[] {
  const [first, ...rest] = words
  const lasting = mostUrgentFirst(state.alerts?.incidents ?? [])
  const among = (text: readonly string[]) =>
    lasting.filter(incident => isChosen(incident, { ...ALL_OPEN, text: text.join(' ') }))
  if (first === 'acknowledge') {
    return among(rest)
      .filter(incident => incident.state === 'open')
      .map(incident => ({
        ...{ key: `acknowledge:${incident.id}`, label: `Acknowledge ${incident.name}`, item: null },
        ...{ note: incident.message, incident, action: { do: 'acknowledge', incident } },
      }))
  }
  const named = first === 'alerts' || first === 'alert' || first === 'incident' || first === 'incidents'
  return among(named ? rest : words).map(incident => ({
    ...{ key: `incident:${incident.id}`, label: incident.name, note: incident.message, item: null, incident },
    action: { do: 'go', route: { page: 'incident', id: incident.id } },
  }))
}

/** Metrics by name, also after "history" as a monitor's are; each leads to its past. */
function metricEntries(state: EngineState, words: readonly string[]): readonly SearchEntry[] {
  const entries = [...state.metrics.values()].map(({ id, name }) => ({
    ...{ key: `metric:${id}`, label: `${name} in history`, note: 'Metric', item: null },
    action: { do: 'go', route: historyRoute({ kind: 'metric', id }) } as const,
  }))
  return matching(entries, words)
}

/** The tabs, and once there are words the views within them too. */
function tabEntries(state: EngineState, withViews: boolean): readonly SearchEntry[] {
  const entry = (id: string, label: string, route: Route): SearchEntry => ({
    ...{ key: `tab:${id}`, label, note: 'Tab', item: null },
    action: { do: 'go', route },
  })
  return tabsOf(state).flatMap(({ id, title, route }) => [
    entry(id, title, route),
    ...(id === 'alerts' && withViews
      ? [
          entry('acknowledged', 'Alerts: acknowledged', alertsRoute({ ...ALL_OPEN, view: 'acknowledged' })),
          entry('resolved', 'Alerts: resolved', alertsRoute({ ...ALL_OPEN, view: 'history' })),
        ]
      : []),
    ...(id === 'history'
      ? [entry('uptime', 'History: uptime table', { page: 'history', view: 'uptime' })]
      : []),
  ])
}

/** Sections of the settings, also after "settings". */
function settingsEntries(words: readonly string[], profiles: readonly ProfileKind[]): readonly SearchEntry[] {
  const sections = SETTINGS_GROUPS.flatMap(group =>
    group.sections.filter(({ id }) => id !== PROFILES_SECTION || profiles.length > 0),
  )
  const entries = sections.map(({ id, title }) => ({
    ...{ key: `settings:${id}`, label: `Settings: ${title}`, note: 'Settings', item: null },
    action: { do: 'go', route: { page: 'settings', section: id } } as const,
  }))
  return matching(entries, words)
}

function actionEntries(
  readOnly: boolean,
  quietUntil: number | null,
  profiles: readonly ProfileKind[],
): readonly SearchEntry[] {
  const entry = (label: string, action: SearchAction): SearchEntry => ({
    key: `action:${label}`,
    label,
    note: '',
    item: null,
    action,
  })
  const quiet =
    quietUntil === null
      ? QUIET_CHOICES.map(({ label, until }) =>
          entry(`Quiet notifications ${label.toLowerCase()}`, { do: 'quiet', until }),
        )
      : [entry('Resume notifications', { do: 'quiet', until: null })]
  const always = [
    entry('Check everything now', { do: 'check-all' }),
    entry('Export report', { do: 'export' }),
  ]
  if (readOnly) return [...always, ...quiet]
  return [
    ...always,
    entry('Add monitor', { do: 'add', type: 'monitor' }),
    entry('Add backend', { do: 'add', type: 'backend' }),
    ...profiles.map(({ name, title }) => entry(`Add profile ${title}`, { do: 'add-profile', name })),
    entry('Look for services on this machine', { do: 'discover' }),
    entry('Theme: as the system', { do: 'theme', theme: 'system' }),
    entry('Theme: light', { do: 'theme', theme: 'light' }),
    entry('Theme: dark', { do: 'theme', theme: 'dark' }),
    ...quiet,
  ]
}

/** Steering the demo; each act by its name only where words are given, since there are many. */
function directorEntries(stage: StageView, words: readonly string[]): readonly SearchEntry[] {
  const entry = (label: string, action: SearchAction): SearchEntry => ({
    key: `director:${label}`,
    label: `Director: ${label}`,
    note: 'Demo',
    item: null,
    action,
  })
  const acts = stage.acts.map(({ id, title, broken }) =>
    broken
      ? entry(`heal “${title}”`, { do: 'steer', what: `Healing “${title}”`, order: { do: 'heal', act: id } })
      : entry(`break “${title}”`, {
          do: 'steer',
          what: `Breaking “${title}”`,
          order: { do: 'break', act: id },
        }),
  )
  const all = [
    entry('open or fold', { do: 'director' }),
    stage.playing
      ? entry('pause the script', { do: 'steer', what: 'Pausing the script', order: { do: 'pause' } })
      : entry('play the script', { do: 'steer', what: 'Playing the script', order: { do: 'play' } }),
    entry('heal everything', { do: 'steer', what: 'Healing everything', order: { do: 'heal-all' } }),
  ]
  return words.length === 0 ? all : matching([...acts, ...all], words)
}

function verbEntries(verb: Verb, items: readonly ListItem[], readOnly: boolean): readonly SearchEntry[] {
  return items.slice(0, MOST).flatMap(item => entriesFor(verb, item, readOnly))
}

function entriesFor(verb: Verb, item: ListItem, readOnly: boolean): readonly SearchEntry[] {
  const entry = (label: string, action: SearchAction): SearchEntry => ({
    key: `${label}:${item.key}`,
    label,
    note: item.target,
    item,
    action,
  })
  const changeable = !readOnly && item.scope !== 'service' && !item.pushed
  switch (verb) {
    case 'check':
      return item.pushed ? [] : [entry(`Check ${item.name} now`, { do: 'check', item })]
    case 'mute':
      if (item.muted !== null) return []
      return [
        entry(`Mute ${item.name} for 1 h`, { do: 'mute', item, hours: 1 }),
        entry(`Mute ${item.name} for 8 h`, { do: 'mute', item, hours: 8 }),
        entry(`Mute ${item.name} until it recovers`, { do: 'mute', item, hours: null }),
      ]
    case 'unmute':
      return item.muted === null ? [] : [entry(`Unmute ${item.name}`, { do: 'unmute', item })]
    case 'pause':
      return changeable && !item.paused ? [entry(`Pause ${item.name}`, { do: 'pause', item })] : []
    case 'resume':
      return changeable && item.paused ? [entry(`Resume ${item.name}`, { do: 'resume', item })] : []
    case 'history':
      return [
        entry(`Show ${item.name} in history`, {
          do: 'go',
          route: historyRoute({ kind: item.scope, id: item.id }),
        }),
      ]
    case 'edit':
      return changeable ? [entry(`Edit ${item.name}`, { do: 'edit', item })] : []
  }
}
