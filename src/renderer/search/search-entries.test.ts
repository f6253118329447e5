import { describe, expect, it } from 'vitest'
import type { MonitorView } from '#shared/views.ts'
import { alertsOf, sampleIncident } from '../../../test-support/sample-incidents.ts'
import { EMPTY_STATE, type EngineState } from '../connection/live-state.ts'
import { searchEntries } from './search-entries.ts'

const monitor = (id: string, change: Partial<MonitorView> = {}): MonitorView => ({
  id,
  name: id,
  status: 'healthy',
  since: null,
  message: '',
  responseTimeMs: null,
  checkedAt: 1,
  muted: null,
  category: 'apis',
  severity: 'critical',
  tags: [],
  kind: 'http',
  target: `https://${id}.example`,
  intervalSeconds: 30,
  paused: false,
  checking: false,
  nextCheckAt: null,
  pending: null,
  uptime24h: null,
  uptime7d: null,
  uptime30d: null,
  certificateExpiresAt: null,
  beats: [],
  reports: [],
  difference: null,
  ...change,
})

function stateOf(monitors: readonly MonitorView[], readOnly = false): EngineState {
  return {
    ...EMPTY_STATE,
    monitors: new Map(monitors.map(one => [one.id, one])),
    order: monitors.map(one => one.id),
    info: {
      version: '0.1.0',
      startedAt: 0,
      host: '',
      platform: '',
      nodeVersion: '',
      dataDir: '',
      config: { path: '', readOnly },
      theme: 'system',
      quietUntil: null,
      shell: {
        kind: 'light',
        savesFiles: false,
        showsFolders: false,
        startsAtLogin: false,
        updatesItself: false,
      },
      notices: [],
    },
  }
}
const PROFILES = [{ name: 'toolboxai', title: 'ToolBoxAI', summary: '', schema: {} }]
const found = (state: EngineState, query: string, title: string) =>
  searchEntries(state, query, PROFILES)
    .find(group => group.title === title)
    ?.entries.map(entry => entry.label)

const QUIET = ['for 1 h', 'for 4 h', 'for 8 h', 'until tomorrow'].map(span => `Quiet notifications ${span}`)

describe('the search', () => {
  const state = stateOf([
    monitor('redis'),
    monitor('mail', { tags: ['red'] }),
    monitor('postgres', { status: 'unhealthy' }),
  ])

  it('begins with what is wrong, the tabs and the actions', () => {
    expect(searchEntries(state, '', []).map(group => group.title)).toEqual(['Attention', 'Tabs', 'Actions'])
    expect(found(state, '', 'Attention')).toEqual(['postgres'])
  })

  it('finds by name before tags and addresses', () => {
    expect(found(state, 'red', 'Watched')).toEqual(['redis', 'mail'])
  })

  it('finds tabs and actions by their words', () => {
    expect(found(state, 'integr', 'Tabs')).toEqual(['Integrations'])
    expect(found(state, 'add mon', 'Actions')).toEqual(['Add monitor'])
    expect(found(state, 'profile', 'Actions')).toEqual(['Add profile ToolBoxAI'])
    expect(found(state, 'quiet', 'Actions')).toEqual(QUIET)
  })

  it('understands what to do with what', () => {
    expect(found(state, 'mute redis', 'Do')).toEqual([
      'Mute redis for 1 h',
      'Mute redis for 8 h',
      'Mute redis until it recovers',
    ])
    expect(found(state, 'edit mail', 'Do')).toEqual(['Edit mail'])
    expect(found(state, 'resume redis', 'Do')).toBeUndefined()
  })

  it('offers nothing that read-only settings do not allow', () => {
    const fixed = stateOf([monitor('redis')], true)
    expect(found(fixed, '', 'Actions')).toEqual(['Check everything now', 'Export report', ...QUIET])
    expect(found(fixed, 'pause redis', 'Do')).toBeUndefined()
    expect(found(fixed, 'mute redis', 'Do')).toHaveLength(3)
  })

  it('finds incidents that last by what is said of them, and acknowledges them', () => {
    const incidents = [
      sampleIncident('i1', { name: 'Disk of mail', level: 'warning' }),
      sampleIncident('i2', { name: 'Postgres', message: 'Refused the connection.' }),
      sampleIncident('i3', { name: 'Redis', state: 'acknowledged' }),
    ]
    const alarmed = { ...state, alerts: alertsOf(incidents) }
    expect(found(alarmed, '', 'Alerts')).toBeUndefined()
    expect(found(alarmed, 'refused', 'Alerts')).toEqual(['Postgres'])
    expect(found(alarmed, 'alert mail', 'Alerts')).toEqual(['Disk of mail'])
    expect(found(alarmed, 'alerts', 'Alerts')).toEqual(['Postgres', 'Redis', 'Disk of mail'])
    expect(found(alarmed, 'acknowledge', 'Alerts')).toEqual([
      'Acknowledge Postgres',
      'Acknowledge Disk of mail',
    ])
    expect(found(alarmed, 'alerts', 'Tabs')).toEqual(['Alerts', 'Alerts: acknowledged', 'Alerts: resolved'])
  })

  it('steers the director of a demo, and knows of none elsewhere', () => {
    const act = { description: '', category: 'database', since: null, changing: false }
    const stage = {
      ...{ script: [], lengthMs: 0, playing: true, positionMs: 0, at: 0 },
      acts: [
        { ...act, id: 'redis', title: 'Redis stops', broken: false },
        { ...act, id: 'pg', title: 'PostgreSQL hangs', broken: true },
      ],
    }
    const demo = { ...state, stage }
    expect(found(demo, '', 'Director')).toEqual([
      'Director: open or fold',
      'Director: pause the script',
      'Director: heal everything',
    ])
    expect(found(demo, 'break redis', 'Director')).toEqual(['Director: break “Redis stops”'])
    expect(found(demo, 'director postgres', 'Director')).toEqual(['Director: heal “PostgreSQL hangs”'])
    expect(found(state, 'director', 'Director')).toBeUndefined()
  })

  it('finds nothing for what is not there', () => {
    expect(searchEntries(state, 'zzz', PROFILES)).toEqual([])
  })
})
