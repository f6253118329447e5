import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlertRule, alertRuleSchema } from '#shared/alert-config.ts'
import { DEFAULT_ALERT_RULES } from '#shared/default-alert-rules.ts'
import type { AlertSubject } from './alert-subject.ts'
import { compileRules, evaluate, NO_MEMORY, type RuleMemory } from './evaluate.ts'
import { METRIC_SUBJECT, MONITOR_SUBJECT } from './subject-for-tests.ts'

const ruleOf = (when: string, forSeconds = 0, more: Partial<AlertRule> = {}): AlertRule =>
  alertRuleSchema.parse({ id: 'r', name: 'R', when, forSeconds, ...more })
const metric = (value: number | null): AlertSubject => ({ ...METRIC_SUBJECT, value })
const monitor = (status: AlertSubject['status'], more: Partial<AlertSubject> = {}): AlertSubject => ({
  ...MONITOR_SUBJECT,
  status,
  ...more,
})

/** Shows a rule one subject after the other, at these seconds; tells at which of them it fired. */
function firedAt(rule: AlertRule, shown: readonly (readonly [second: number, subject: AlertSubject])[]) {
  let memory: RuleMemory = NO_MEMORY
  const fired: number[] = []
  for (const [second, subject] of shown) {
    const evaluated = evaluate(compileRules([rule]), subject, memory, second * 1000)
    memory = evaluated.memory
    if (evaluated.firing.length > 0) fired.push(second)
  }
  return fired
}
const messageOf = (when: string, subject: AlertSubject) =>
  evaluate(compileRules([ruleOf(when)]), subject, NO_MEMORY, 0).firing[0]?.message

describe('rules', () => {
  it('are left out where they are off or cannot be read', () => {
    const broken = { ...ruleOf('status = unhealthy'), when: 'statsu = unhealthy' }
    expect(compileRules([broken, ruleOf('status = unhealthy', 0, { off: true })])).toEqual([])
  })

  it('say what is to be told, by whom, and since when', () => {
    const rule = ruleOf('status = unhealthy', 60, { level: 'critical', notify: false, notifiers: ['ops'] })
    const down = monitor('unhealthy', { message: 'Refused the connection.' })
    const first = evaluate(compileRules([rule]), down, NO_MEMORY, 1000)
    expect(first).toEqual({ firing: [], memory: new Map([['r', 1000]]), nextAt: 61_000, isKnown: true })
    const then = evaluate(compileRules([rule]), down, first.memory, 61_000)
    expect(then).toMatchObject({ nextAt: null, isKnown: true })
    expect(then.memory).toBe(first.memory)
    expect(then.firing).toEqual([
      {
        ...{ ruleId: 'r', ruleName: 'R', level: 'critical', notify: false, notifiers: ['ops'] },
        ...{ since: 1000, message: 'Refused the connection.' },
      },
    ])
  })
})

describe('a rule with a time', () => {
  const rule = ruleOf('value > 90', 60)

  it('fires when it has held for all of it, and not before', () => {
    expect(
      firedAt(rule, [
        [0, metric(91)],
        [59, metric(95)],
        [60, metric(91)],
        [61, metric(91)],
      ]),
    ).toEqual([60, 61])
  })

  it('waits anew after one sample on the good side, however near the limit', () => {
    expect(
      firedAt(rule, [
        [0, metric(99)],
        [50, metric(90)],
        [55, metric(99)],
        [100, metric(99)],
        [115, metric(99)],
      ]),
    ).toEqual([115])
  })

  it('fires exactly where every look within its time would have found that it holds', () => {
    const looks = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.boolean()), { maxLength: 40 })
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 60 }), (steps, forSeconds) => {
        let second = 0
        const shown = steps.map(([pause, isBad]) => {
          second += pause
          return [second, monitor(isBad ? 'unhealthy' : 'healthy')] as const
        })
        const expected = shown.flatMap(([at, { status }], index) => {
          const lastGood = shown.slice(0, index).findLastIndex(([, each]) => each.status === 'healthy')
          const badSince = shown[lastGood + 1]?.[0] ?? at
          return status === 'unhealthy' && at - badSince >= forSeconds ? [at] : []
        })
        expect(firedAt(ruleOf('status = unhealthy', forSeconds), shown)).toEqual(expected)
      }),
    )
  })

  it('does not wait for time that the clock was set back by', () => {
    const { memory } = evaluate(compileRules([rule]), metric(95), NO_MEMORY, 9_000_000)
    const back = evaluate(compileRules([rule]), metric(95), memory, 1_000_000)
    expect(back.nextAt).toBe(1_060_000)
  })
})

describe('a metric that has fired', () => {
  it('goes on within two points of the limit, and is over beyond them', () => {
    const rule = ruleOf('value > 90')
    expect(
      firedAt(rule, [
        [0, metric(91)],
        [1, metric(89)],
        [2, metric(88.1)],
        [3, metric(88)],
        [4, metric(89)],
        [5, metric(90.1)],
      ]),
    ).toEqual([0, 1, 2, 5])
  })

  it('does so only where it is measured in percent', () => {
    const load = (value: number) => ({ ...metric(value), unit: '' })
    expect(
      firedAt(ruleOf('value > 4'), [
        [0, load(5)],
        [1, load(3.9)],
      ]),
    ).toEqual([0])
  })

  it('goes on, without flapping, whatever the value does around the limit', () => {
    const values = fc.array(fc.double({ min: 88.5, max: 91.5, noNaN: true }), { minLength: 2, maxLength: 50 })
    fc.assert(
      fc.property(values, wavering => {
        const shown = wavering.map((value, index) => [index, metric(value)] as const)
        const fired = firedAt(ruleOf('value > 90'), shown)
        const first = wavering.findIndex(value => value > 90)
        expect(fired).toEqual(first === -1 ? [] : shown.slice(first).map(([second]) => second))
      }),
    )
  })
})

describe('what is not known', () => {
  const rule = ruleOf('status = unhealthy', 60)

  it('neither recovers nor fires anew', () => {
    const gone = monitor('unknown', { message: 'No network here.' })
    expect(
      firedAt(rule, [
        [0, monitor('unhealthy')],
        [60, monitor('unhealthy')],
        [70, gone],
        [900, gone],
        [901, monitor('healthy')],
      ]),
    ).toEqual([60, 70, 900])
    expect(
      firedAt(rule, [
        [0, monitor('unhealthy')],
        [50, gone],
        [900, gone],
        [901, monitor('unhealthy')],
        [961, monitor('unhealthy')],
      ]),
    ).toEqual([961])
    expect(firedAt(ruleOf('status != healthy'), [[0, gone]])).toEqual([])
  })

  it('is said, with the subject’s own words', () => {
    const { memory } = evaluate(
      compileRules([ruleOf('status = unhealthy')]),
      monitor('unhealthy'),
      NO_MEMORY,
      0,
    )
    const evaluated = evaluate(
      compileRules([ruleOf('status = unhealthy')]),
      monitor('unknown', { message: 'No network here.' }),
      memory,
      5,
    )
    expect(evaluated).toMatchObject({ isKnown: false, firing: [{ message: 'No network here.', since: 0 }] })
    expect(evaluated.memory).toBe(memory)
  })

  it('is a metric without a value, whatever its status was', () => {
    const full = ruleOf('value > 90')
    expect(
      firedAt(full, [
        [0, metric(95)],
        [1, metric(null)],
        [2, metric(50)],
      ]),
    ).toEqual([0, 1])
    expect(evaluate(compileRules([full]), metric(null), NO_MEMORY, 0).isKnown).toBe(false)
  })

  it('fires where a rule asks for it', () => {
    const stale = ruleOf('status in (unhealthy, unknown)', 60)
    expect(
      firedAt(stale, [
        [0, monitor('unknown')],
        [60, monitor('unknown')],
        [61, monitor('unhealthy')],
        [62, monitor('healthy')],
      ]),
    ).toEqual([60, 61])
    const other = ruleOf('status = unhealthy or type = metric and status = unknown')
    expect(
      firedAt(other, [
        [0, monitor('unhealthy')],
        [1, monitor('unknown')],
      ]),
    ).toEqual([0, 1])
  })
})

describe('the message of an alert', () => {
  it.each([
    ['value > 90', metric(93), 'Memory is at 93 % (over 90 %).'],
    ['value >= 2 GB', { ...metric(2.5e9), unit: 'B' }, 'Memory is at 2.5 GB (at least 2 GB).'],
    [
      'status = critical and metric = memory',
      { ...metric(93), status: 'critical' as const },
      'Memory is at 93 %.',
    ],
    [
      'responseTimeMs > 500 ms',
      monitor('healthy', { responseTimeMs: 640 }),
      'Answered in 640 ms (over 500 ms).',
    ],
    [
      'responseTimeMs > responseTimeWarningMs',
      monitor('degraded', { responseTimeMs: 1640 }),
      'Answered in 1.64 s (over 100 ms).',
    ],
    [
      'status = unhealthy',
      monitor('unhealthy', { message: 'Refused the connection.' }),
      'Refused the connection.',
    ],
    ['status = unhealthy or responseTimeMs > 1 s', monitor('unhealthy', { message: 'Said no.' }), 'Said no.'],
    ['status = unhealthy', monitor('unhealthy', { message: '' }), 'PostgreSQL is unhealthy.'],
    ['not value < 90', metric(93), 'Memory is at 93 %.'],
    [
      'deviation > 1',
      monitor('healthy', {
        responseTimeMs: 640,
        deviation: 2,
        deviationWords: '3.2x slower than usual for Monday 10:00',
      }),
      'Answered in 640 ms, 3.2x slower than usual for Monday 10:00.',
    ],
    [
      'deviation > 1',
      { ...metric(93), deviation: 2, deviationWords: '2.4x higher than usual for Monday 10:00' },
      'Memory is at 93 %, 2.4x higher than usual for Monday 10:00.',
    ],
  ])('of %s is a sentence that says why', (when, subject, message) => {
    expect(messageOf(when, subject)).toBe(message)
  })

  it('says that a value is not yet clear of its limit', () => {
    const rules = compileRules([ruleOf('value > 90')])
    const { memory } = evaluate(rules, metric(91), NO_MEMORY, 0)
    expect(evaluate(rules, metric(89), memory, 1).firing[0]?.message).toBe(
      'Memory is at 89 % (not yet clear of 90 %).',
    )
  })
})

it('holds 15 rules against 10,000 subjects in well under 30 ms', () => {
  const rules = compileRules(DEFAULT_ALERT_RULES.map(rule => alertRuleSchema.parse(rule)))
  const subjects = Array.from({ length: 10_000 }, (_, index) =>
    index % 10 === 0
      ? { ...metric(index % 100), id: `disk:/${index}` }
      : monitor(index % 50 === 1 ? 'unhealthy' : 'healthy', {
          id: `m${index}`,
          category: index % 3 ? 'apis' : 'web',
        }),
  )
  const times = Array.from({ length: 8 }, () => {
    const startedAt = performance.now()
    let firing = 0
    for (const subject of subjects) firing += evaluate(rules, subject, NO_MEMORY, 0).firing.length
    expect(firing).toBeGreaterThan(0)
    return performance.now() - startedAt
  })
  expect(Math.min(...times)).toBeLessThan(30)
})
