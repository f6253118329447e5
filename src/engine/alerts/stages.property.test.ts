import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alertsSchema } from '#shared/alert-config.ts'
import { ALERT_LEVEL_ORDER, ALERT_LEVELS, type AlertLevel } from '#shared/alert-level.ts'
import { notifierSchema } from '#shared/notifier-config.ts'
import { firing, sampleIncident } from '../../../test-support/sample-incident.ts'
import type { NotifierStyle } from '../notify/notifier.ts'
import type { AlertSubject } from './alert-subject.ts'
import { deduplicate } from './deduplicate.ts'
import { deliver } from './deliver.ts'
import { group, NOTHING_GATHERED } from './group.ts'
import { type Incident, isOpen } from './incident.ts'
import { afterTelling, owed, wantedLevel } from './owed.ts'
import { remind } from './remind.ts'
import { MONITOR_SUBJECT } from './subject-for-tests.ts'
import { silenceOf, suppress } from './suppress.ts'

const levels = fc.constantFrom(...ALERT_LEVELS)
const styles = fc.constantFrom<NotifierStyle>('replaces', 'messages', 'incidents', 'records')
const notifier = (over: object = {}) =>
  notifierSchema.parse({ id: 'n', name: 'N', to: { kind: 'x' }, level: 'info', ...over })
const subjectForTests = (over: Partial<AlertSubject>): AlertSubject => ({ ...MONITOR_SUBJECT, ...over })
const NEVER_FLAPS = { changes: 0, withinMs: 1 }

/** What the rules say of one thing, step by step: the level that holds, nothing, or that nobody knows. */
const stories = fc.array(fc.oneof(levels, fc.constant('well' as const), fc.constant('unknown' as const)), {
  maxLength: 40,
})
type Step = AlertLevel | 'well' | 'unknown'

/** Every incident of a story, as it was after each step. */
function live(story: readonly Step[], flapping = NEVER_FLAPS) {
  let [incident, changes, number]: [Incident | null, readonly number[], number] = [null, [], 0]
  return story.map((step, now) => {
    const isBad = step !== 'well' && step !== 'unknown'
    const subject: AlertSubject = subjectForTests({
      status: isBad ? 'unhealthy' : step === 'well' ? 'healthy' : 'unknown',
      since: now,
    })
    const evaluation = {
      firing: isBad ? [firing({ level: step, ruleId: step })] : [],
      ...{ memory: new Map<string, number>(), nextAt: null, isKnown: step !== 'unknown' },
    }
    const context = { now, flapping, newId: () => `incident-${++number}` }
    const before = incident !== null && isOpen(incident) ? incident : null
    const next = deduplicate(before, changes, subject, evaluation, context)
    changes = next.changes
    incident = next.incident
    return { step, before, ...next }
  })
}

describe('deduplicate', () => {
  it('keeps one incident from the first rule that holds until none does, whatever is unknown between', () => {
    fc.assert(
      fc.property(stories, story => {
        for (const { step, before, incident, entries } of live(story)) {
          if (step === 'unknown') expect([incident, entries]).toEqual([before, []])
          else if (before !== null) expect(incident?.id).toBe(before.id)
          else expect(incident !== null).toBe(step !== 'well')
          if (incident !== null && step !== 'unknown') expect(isOpen(incident)).toBe(step !== 'well')
        }
      }),
    )
  })

  it('says of every incident that it began and that it ended, once each', () => {
    fc.assert(
      fc.property(stories, story => {
        const steps = live([...story, 'well'])
        const ids = new Set(steps.flatMap(({ incident }) => incident?.id ?? []))
        const ends = steps.flatMap(({ entries }) => entries.filter(({ kind }) => kind === 'resolved'))
        expect(ends).toHaveLength(ids.size)
      }),
    )
  })

  it('never changes what was: what it takes back is only the acknowledgement of what got worse', () => {
    fc.assert(
      fc.property(levels, levels, (first, second) => {
        const acknowledged = { at: 0, by: 'Ada', note: '' }
        const open = sampleIncident({ alerts: [firing({ level: first })], acknowledged })
        const evaluation = {
          firing: [firing({ level: second })],
          memory: new Map(),
          nextAt: null,
          isKnown: true,
        }
        const subject = subjectForTests({ status: 'unhealthy' })
        const context = { now: 1, newId: () => '', flapping: NEVER_FLAPS }
        const { incident } = deduplicate(open, [], subject, evaluation, context)
        const isWorse = ALERT_LEVEL_ORDER[second] < ALERT_LEVEL_ORDER[first]
        expect(incident?.acknowledged).toEqual(isWorse ? null : acknowledged)
      }),
    )
  })

  it('opens few incidents of what flaps, and ends the last one once it is calm', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 30 }), rounds => {
        const flips = Array.from(
          { length: rounds },
          (_, index): Step => (index % 2 === 0 ? 'critical' : 'well'),
        )
        const steps = live([...flips, ...Array.from({ length: 60 }, (): Step => 'well')], {
          changes: 6,
          withinMs: 20,
        })
        const ids = new Set(steps.flatMap(({ incident }) => incident?.id ?? []))
        expect(ids.size).toBeLessThanOrEqual(3)
        expect(steps.at(-1)?.incident).toBeNull()
      }),
    )
  })
})

describe('what a notifier is owed', () => {
  it('is each level once, and one end of whatever was told, however often it is asked', () => {
    fc.assert(
      fc.property(
        stories,
        styles,
        fc.array(fc.boolean(), { minLength: 41, maxLength: 41 }),
        (story, style, mayTell) => {
          const told = new Map<string, string[]>()
          let known: Record<string, Incident['told']> = {}
          live([...story, 'well']).forEach(({ incident }, at, all) => {
            if (incident === null) return
            const current = { ...incident, told: known[incident.id] ?? {} }
            for (const _ of [1, 2]) {
              const mine = { ...current, told: known[incident.id] ?? {} }
              const what = owed(mine, notifier(), style)
              // The last of each incident may always be told: what is held back is told in the end.
              const isLast = all[at + 1]?.incident?.id !== incident.id
              if (what === null || !(mayTell[at] || (isLast && !isOpen(mine)))) continue
              known = { ...known, [incident.id]: { n: afterTelling(mine, notifier(), style, at) } }
              told.set(incident.id, [
                ...(told.get(incident.id) ?? []),
                what === 'problem' ? mine.level : what,
              ])
            }
          })
          for (const words of told.values()) {
            expect(new Set(words).size).toBe(words.length)
            expect(words.filter(word => word === 'recovery')).toHaveLength(1)
            expect(words.at(-1)).toBe('recovery')
          }
        },
      ),
    )
  })

  it('is nothing where it is paused, not meant, or below its level, and what a rule sends there whatever its level', () => {
    fc.assert(
      fc.property(
        levels,
        levels,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (level, least, isNamed, onlyEscalated, paused) => {
          const to = notifier({ level: least, onlyEscalated, paused })
          const alerts = [firing({ level, notifiers: isNamed ? ['n'] : [] })]
          const takes = ALERT_LEVEL_ORDER[level] <= ALERT_LEVEL_ORDER[least] && !onlyEscalated
          const wanted = !paused && (isNamed || takes) ? level : null
          expect(wantedLevel({ alerts }, to, 'messages')).toBe(wanted)
          expect(owed(sampleIncident({ alerts }), to, 'messages')).toBe(wanted === null ? null : 'problem')
          const others = [firing({ level, notifiers: ['somebody-else'] })]
          expect(wantedLevel({ alerts: others }, to, 'messages')).toBeNull()
          const listed = [firing({ level, notify: false })]
          expect(wantedLevel({ alerts: listed }, to, 'messages')).toBeNull()
        },
      ),
    )
  })
})

describe('suppress', () => {
  const calm = { now: 100_000, isOffline: false, quietUntil: null, quietHoursUntil: null }
  const parents = fc.array(
    fc.record({
      ...{
        name: fc.constant('Router'),
        isDown: fc.boolean(),
        isPending: fc.boolean(),
        isUnknown: fc.boolean(),
      },
      checkedAt: fc.option(fc.nat(50_000)),
    }),
    { maxLength: 3 },
  )

  it('lets nothing pass that is excused, unknown, without a network or explained by something else', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(null, 'muted' as const, 'maintenance' as const),
        ...[fc.boolean(), fc.boolean(), parents],
        (excuse, isKnown, isOffline, needs) => {
          const words = excuse === null ? '' : 'Muted'
          const subject = isKnown
            ? subjectForTests({ excuse, excuseWords: words, status: 'unhealthy' })
            : null
          const hold = suppress(sampleIncident(), subject, needs, { ...calm, isOffline })
          const isExplained = needs.some(one => one.isDown || one.isPending || one.isUnknown)
          expect(hold === null).toBe(isKnown && excuse === null && !isOffline && !isExplained)
          expect(hold?.because).not.toBe('')
        },
      ),
    )
  })

  it('waits for a check of what is needed, and not for ever', () => {
    const parent = { name: 'Router', isDown: false, isPending: false, isUnknown: false, checkedAt: 10 }
    const incident = sampleIncident({ startedAt: 20, openedAt: 20, surfacedAt: null })
    const subject = subjectForTests({ status: 'unhealthy' })
    const hold = suppress(incident, subject, [parent], { ...calm, now: 30 })
    expect(hold).toMatchObject({ because: 'Router is checked first, which it needs', isSilent: false })
    expect(suppress(incident, subject, [parent], { ...calm, now: hold?.until ?? 0 })).toBeNull()
    expect(suppress(incident, subject, [{ ...parent, checkedAt: 21 }], { ...calm, now: 30 })).toBeNull()
  })

  it('lets only what is critical pass quiet hours, nothing pass quiet time where it is heeded, and a log hear it all', () => {
    fc.assert(
      fc.property(
        styles,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (style, heeds, critical, quiet, hours) => {
          const circumstances = {
            ...calm,
            quietUntil: quiet ? 1e9 : null,
            quietHoursUntil: hours ? 1e9 : null,
          }
          const silence = silenceOf({ style, quiet: heeds }, critical, circumstances)
          const isSilent = style !== 'records' && ((heeds && quiet) || (hours && !critical))
          expect(silence !== null).toBe(isSilent)
        },
      ),
    )
  })
})

describe('group', () => {
  it('loses no item and tells none twice, and what comes at once is few messages', () => {
    const arrivals = fc.array(fc.nat(30_000), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(styles, arrivals, fc.nat(10), (style, times, groupSeconds) => {
        const arriving = times.toSorted((a, b) => a - b).map((at, id) => ({ at, id }))
        let [gathering, waiting, next] = [NOTHING_GATHERED, [] as number[], 0]
        const batches: (readonly number[])[] = []
        for (let now = 0; now <= 200_000; now = Math.min(next, arriving[0]?.at ?? 300_000)) {
          while (arriving[0] !== undefined && arriving[0].at <= now) waiting.push(arriving.shift()?.id ?? 0)
          const context = { now, groupMs: groupSeconds * 1000, isAllClear: false }
          const grouped = group(style, waiting, gathering, context)
          gathering = grouped.gathering
          batches.push(...grouped.batches)
          if (grouped.batches.length > 0) waiting = []
          next = grouped.nextAt ?? 300_000
        }
        expect(waiting).toEqual([])
        expect(batches.flat().toSorted((a, b) => a - b)).toEqual(times.map((_, index) => index))
        if (style === 'replaces') expect(batches.length).toBeLessThanOrEqual(6)
        if (style === 'incidents') expect(batches).toHaveLength(times.length)
      }),
    )
  })
})

describe('remind', () => {
  it('leaves pauses that grow until they are as long as they may be, and stops when somebody takes care', () => {
    const settings = fc.record({
      remindMinutes: fc.integer({ min: 1, max: 600 }),
      remindAtMostHours: fc.integer({ min: 1, max: 100 }),
    })
    fc.assert(
      fc.property(settings, fc.integer({ min: 1, max: 12 }), (set, count) => {
        const config = alertsSchema.parse(set)
        let incident = sampleIncident({
          told: { n: { level: 'critical', at: 0, flapping: false, acknowledgedAt: null, isOver: false } },
        })
        const moments: number[] = [0]
        for (let number = 0; number < count; number++) {
          const at = remind(incident, config, moments.at(-1) ?? 0).nextAt ?? Number.NaN
          expect(remind(incident, config, at - 1).isDue).toBe(false)
          expect(remind(incident, config, at).isDue).toBe(true)
          moments.push(at)
          incident = { ...incident, reminders: number + 1, remindedAt: at }
        }
        const pauses = moments.slice(1).map((at, index) => at - (moments[index] ?? 0))
        const most = set.remindAtMostHours * 3_600_000
        pauses.forEach((pause, index) => {
          expect(pause).toBe(Math.min(set.remindMinutes * 60_000 * 2 ** index, most))
        })
        const taken = { ...incident, acknowledged: { at: 0, by: 'Ada', note: '' } }
        expect(remind(taken, config, 1e12)).toEqual({ isDue: false, escalations: [], nextAt: null })
      }),
    )
  })
})

describe('deliver', () => {
  it('puts each thing that is told into one message, and what is wrong before what is over', () => {
    const items = fc.array(fc.constantFrom('problem' as const, 'recovery' as const), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(fc.constantFrom<NotifierStyle>('replaces', 'messages'), items, (style, kinds) => {
        const batch = kinds.map((what, index) => ({
          incident: sampleIncident({
            id: `i${index}`,
            ...(what === 'recovery' && { resolvedAt: 5, ending: 'recovered' }),
          }),
          what,
        }))
        const context = { now: 10, overall: { status: 'unhealthy', line: '' } as const, random: () => 0.5 }
        const recipient = { notifier: notifier(), heeds: { style, quiet: false } }
        const deliveries = deliver(recipient, batch, [], context)
        const ids = deliveries.flatMap(({ message }) => message.incidents.map(({ id }) => id))
        expect(ids.toSorted()).toEqual(batch.map(({ incident }) => incident.id).toSorted())
        const expected = style === 'replaces' ? 1 : new Set(kinds).size
        expect(deliveries).toHaveLength(expected)
        if (style === 'replaces' && kinds.includes('problem'))
          expect(deliveries[0]?.message.kind).toBe('problem')
      }),
    )
  })
})
