import { describe, expect, it } from 'vitest'
import { sampleIncident } from '../../../test-support/sample-incidents.ts'
import {
  asideWords,
  atLeastWords,
  checksOf,
  incidentWords,
  lengthOf,
  muteTargetsOf,
  openWords,
  reasonOf,
  startWords,
  stateWords,
  unseenWords,
} from './incident-words.ts'

const about = (type: 'monitor' | 'backend' | 'service' | 'metric' | 'pushed', id: string) =>
  sampleIncident(`${type} ${id}`, { subject: { type, id } })

describe('an incident in words', () => {
  it('says how it stands and who takes care', () => {
    const acknowledged = { at: 0, by: 'ada', note: '' }
    expect(stateWords(sampleIncident('a'))).toBe('Open')
    expect(stateWords(sampleIncident('a', { state: 'acknowledged', acknowledged }))).toBe(
      'Acknowledged by ada',
    )
    expect(stateWords(sampleIncident('a', { state: 'resolved', ending: 'recovered' }))).toBe('Recovered')
    expect(stateWords(sampleIncident('a', { state: 'resolved', ending: 'gone' }))).toBe('No longer watched')
  })

  it('says what is wrong once, where the name is that already', () => {
    expect(reasonOf({ name: 'Orders', message: 'No answer.' })).toBe('No answer.')
    expect(reasonOf({ name: 'Payment API is down', message: 'Payment API is down' })).toBe('')
  })

  it('says why nobody is told, or who takes care and why', () => {
    const acknowledged = { at: 0, by: 'ada', note: 'Ticket 4711.' }
    expect(asideWords(sampleIncident('a'))).toBe('')
    expect(asideWords(sampleIncident('a', { suppressedBecause: 'muted until 14:00' }))).toBe(
      'Muted until 14:00',
    )
    expect(asideWords(sampleIncident('a', { state: 'acknowledged', acknowledged }))).toBe('ada: Ticket 4711.')
    expect(asideWords(sampleIncident('a', { state: 'resolved', acknowledged, ending: 'recovered' }))).toBe(
      'Recovered',
    )
  })

  it('says how long it lasts, and how long it lasted', () => {
    expect(lengthOf(sampleIncident('a', { startedAt: 0 }), 240_000)).toBe('4 min')
    expect(lengthOf(sampleIncident('a', { startedAt: 0, resolvedAt: 90_000 }), 9_000_000)).toBe('1 min')
    expect(lengthOf(sampleIncident('a', { startedAt: 500 }), 400)).toBe('1 s')
  })

  it('says when it began: the time today, else the day too', () => {
    const noon = new Date(2026, 10, 24, 12, 5).getTime()
    expect(startWords(noon, noon + 3_600_000)).toBe('12:05')
    expect(startWords(noon, noon + 86_400_000)).toMatch(/24.*12:05|12:05.*24/)
  })

  it('says what happened while nobody looked, and never that something is open which is over', () => {
    const noon = new Date(2026, 10, 24, 12, 5).getTime()
    const unseen = { count: 3, since: noon, open: 1, line: '3 incidents since 12:05, 1 still open' }
    expect(unseenWords(unseen, true, noon + 1)).toBe('3 incidents since 12:05, 1 still open')
    expect(unseenWords(unseen, false, noon + 1)).toBe('3 incidents since 12:05, over by now')
    const over = { ...unseen, open: 0, line: '3 incidents since 12:05, all recovered' }
    expect(unseenWords(over, false, noon + 1)).toBe('3 incidents since 12:05, all recovered')
  })

  it('is named alone, counted among others', () => {
    expect(incidentWords([sampleIncident('a', { name: 'Redis' })])).toBe('Redis')
    expect(incidentWords([sampleIncident('a'), sampleIncident('b')])).toBe('2 incidents')
    expect(openWords({ open: 1, acknowledged: 4, listed: 2 })).toBe('1 open alert')
    expect(openWords(null)).toBe('No open alerts')
    expect([atLeastWords(3, 100), atLeastWords(100, 100)]).toEqual(['3', '100+'])
  })
})

describe('what can be done with incidents', () => {
  it('mutes what can be muted, each once', () => {
    const incidents = [
      about('monitor', 'redis'),
      about('monitor', 'redis'),
      about('backend', 'shop'),
      about('service', 'shop/mail'),
      about('metric', 'memory'),
      about('pushed', 'system-alert x'),
    ]
    expect(muteTargetsOf(incidents)).toEqual([
      { scope: 'monitor', id: 'redis' },
      { scope: 'backend', id: 'shop' },
      { scope: 'service', id: 'shop/mail' },
    ])
  })

  it('checks a reported service by polling its backend', () => {
    const incidents = [about('service', 'shop/mail/in'), about('monitor', 'redis'), about('metric', 'cpu')]
    expect(checksOf(incidents)).toEqual({ monitors: ['redis'], backends: ['shop'] })
  })
})
