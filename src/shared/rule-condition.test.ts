import { describe, expect, it } from 'vitest'
import { alertRuleSchema } from './alert-config.ts'
import { compileCondition } from './compile-condition.ts'
import type { ConditionSubject } from './condition-fields.ts'
import { DEFAULT_ALERT_RULES } from './default-alert-rules.ts'
import { parseCondition } from './parse-condition.ts'
import { printCondition } from './print-condition.ts'
import { conditionProblem } from './rule-condition.ts'

const MONITOR: ConditionSubject = {
  ...{ type: 'monitor', id: 'postgres', name: 'PostgreSQL', category: 'database', tags: ['prod', 'EU'] },
  ...{ severity: 'critical', status: 'unhealthy', level: null, message: 'Connection refused by db.local.' },
  ...{ responseTimeMs: 640, responseTimeWarningMs: 100, value: null, unit: '', deviation: null },
}
const METRIC: ConditionSubject = {
  ...{ type: 'metric', id: 'memory', name: 'Memory', category: 'memory', tags: [], severity: null },
  ...{ status: 'critical', level: null, message: '', responseTimeMs: null, responseTimeWarningMs: null },
  ...{ value: 91, unit: '%', deviation: 1.4 },
}
const BACKEND: ConditionSubject = { ...MONITOR, type: 'backend', id: 'api', category: null }
const PUSHED: ConditionSubject = {
  ...METRIC,
  type: 'pushed',
  id: 'k',
  level: 'warning',
  value: null,
  deviation: null,
  status: 'degraded',
}

function truth(text: string, subject: ConditionSubject, margin = 0) {
  const parsed = parseCondition(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return compileCondition(parsed.condition)(subject, margin)
}

describe('a condition', () => {
  it.each([
    ['status = unhealthy', MONITOR, true],
    ['STATUS = Unhealthy AND not severity = minor', MONITOR, true],
    ['status == unhealthy', MONITOR, true],
    ['type = monitor and (severity = minor or tag = prod)', MONITOR, true],
    ['severity = minor and tag = prod or type = monitor', MONITOR, true],
    ['tag = eu', MONITOR, true],
    ['tag != eu', MONITOR, false],
    ['tag != eu', METRIC, true],
    ['tag in (staging, prod)', MONITOR, true],
    ['category not in (database, apis)', MONITOR, false],
    ['monitor = postgres', MONITOR, true],
    ['metric = postgres', MONITOR, false],
    ['message ~ "*refused by*"', MONITOR, true],
    ['name ~ postgre???', MONITOR, true],
    ['name ~ postgre??', MONITOR, false],
    ["name = 'PostgreSQL'", MONITOR, true],
    ['responseTimeMs > responseTimeWarningMs', MONITOR, true],
    ['responseTimeMs > 0.6 s', MONITOR, true],
    ['responseTimeMs > 1s', MONITOR, false],
    ['value > 90%', METRIC, true],
    ['value >= 91 percent and value <= 91 and value = 91', METRIC, true],
    ['value != 91', METRIC, false],
    ['value > 2 GB', { ...METRIC, value: 2.1e9, unit: 'B' }, true],
    ['value > 2 GiB', { ...METRIC, value: 2.1e9, unit: 'bytes' }, false],
    ['value > 10 MB/s', { ...METRIC, value: 1.1e7, unit: 'B/s' }, true],
    ['value > 1 min', { ...METRIC, value: 61, unit: 's' }, true],
    ['deviation > 1', METRIC, true],
    ['type = pushed and level = warning', PUSHED, true],
  ])('%s', (text, subject, expected) => {
    expect(truth(text, subject)).toBe(expected)
  })

  it('does not know what depends on a number that has no value now, and neither does its opposite', () => {
    expect(truth('value > 90', MONITOR)).toBeNull()
    expect(truth('not value > 90', MONITOR)).toBeNull()
    expect(truth('value > 90 or status = unhealthy', MONITOR)).toBe(true)
    expect(truth('value > 90 and status = healthy', MONITOR)).toBe(false)
    expect(truth('value > 90 and status = unhealthy', MONITOR)).toBeNull()
  })

  it('does not compare amounts of what is measured in something else', () => {
    expect(truth('value > 2 GB', METRIC)).toBeNull()
    expect(truth('value > 90 %', { ...METRIC, unit: 'B' })).toBeNull()
  })

  it('takes a word that a subject does not have as one that equals nothing', () => {
    expect(truth('category = database', BACKEND)).toBe(false)
    expect(truth('category != database', BACKEND)).toBe(true)
    expect(truth('not category in (database, apis)', BACKEND)).toBe(true)
    expect(truth('category ~ "*"', BACKEND)).toBe(false)
  })

  it('lets a value waver within a margin on the good side, also behind a not', () => {
    expect(truth('value > 92', METRIC)).toBe(false)
    expect(truth('value > 92', METRIC, 2)).toBe(true)
    expect(truth('value > 93', METRIC, 2)).toBe(false)
    expect(truth('not value <= 92', METRIC, 2)).toBe(true)
    expect(truth('value < 90', METRIC, 2)).toBe(true)
    expect(truth('not value >= 90', METRIC, 2)).toBe(true)
    expect(truth('value < 89', METRIC, 2)).toBe(false)
  })

  it('is printed with no more brackets and quotes than it needs', () => {
    const text = '(type = "metric" AND ((value>90%))) or not (tag in("a b",c) or name~disk:*)'
    const parsed = parseCondition(text)
    expect(parsed.ok && printCondition(parsed.condition)).toBe(
      'type = metric and value > 90 % or not (tag in ("a b", c) or name ~ disk:*)',
    )
  })
})

describe('what is wrong with a condition', () => {
  it.each([
    ['', 'Say when it is an alert, such as: status = unhealthy.'],
    ['statsu = unhealthy', 'There is no field called statsu. Did you mean status?'],
    ['status = unhelthy', 'status is never unhelthy. Did you mean unhealthy?'],
    ['severity = high', 'severity is never high. It is critical, minor.'],
    ['status > unhealthy', 'status is compared with =, !=, ~ or in, not with ">".'],
    ['value ~ 9*', 'value is a number: it is compared with =, !=, >, >=, < or <=, not with "~".'],
    ['value > lots', 'value is compared with a number, such as 90 %, not with lots.'],
    ['value > 2 GBs', 'There is no unit called GBs. Did you mean GB?'],
    ['responseTimeMs > 5 GB', 'responseTimeMs is a time, and GB is not. Write it as in 500 ms.'],
    ['deviation > 1 s', 'deviation is a plain number: leave out s.'],
    [
      'responseTimeMs > responseTimeWarnMs',
      'responseTimeMs is compared with a number, such as 500 ms, not with responseTimeWarnMs. Did you mean responseTimeWarningMs?',
    ],
    ['status =', 'After status = comes a text: it ends there.'],
    ['status = and type = metric', 'After status = comes a text, not and.'],
    ['(status = healthy', 'The bracket at character 1 is not closed.'],
    ['status = healthy)', 'The bracket at character 17 closes nothing that was opened.'],
    ['tag in (a b)', 'At character 11 there is b, where a comma or ")" should be.'],
    ['tag in (a', 'The list after tag in is not closed with a bracket.'],
    [
      'tag = a && tag = b',
      'At character 9 there is &&, where and, or or the end should be. Did you mean and?',
    ],
    ['tag = a or', 'Something is missing at the end after "a or".'],
    ['name = "abc', 'The text that begins with "abc has no closing quote.'],
    ['! tag = a', 'Write != for "is not", or the word not, instead of !.'],
    ['constructor = a', expect.stringMatching(/^There is no field called constructor\. There are type, /)],
  ])('%s', (text, message) => {
    expect(conditionProblem(text)).toEqual(message)
  })

  it('is said once where it is too long or too deep', () => {
    const rule = { id: 'a', name: 'A', when: `tag = ${'a'.repeat(1000)}` }
    expect(alertRuleSchema.safeParse(rule).error?.issues.map(({ message }) => message)).toEqual([
      'Use at most 1000 characters.',
    ])
    expect(conditionProblem(`${'('.repeat(60)}tag = a${')'.repeat(60)}`)).toBe(
      'Brackets and not are 50 deep at most.',
    )
  })
})

describe('the default rules', () => {
  const holding = (subject: ConditionSubject) =>
    DEFAULT_ALERT_RULES.filter(({ when }) => truth(when, subject) === true).map(({ id }) => id)
  const metric = (id: string, category: string, value: number) => ({
    ...METRIC,
    ...{ id, category, value, deviation: null, status: 'healthy' },
  })

  it.each<[string, ConditionSubject, readonly string[]]>([
    ['a database that is down', { ...MONITOR, responseTimeMs: null }, ['database-down']],
    ['an API that is down', { ...MONITOR, category: 'apis', responseTimeMs: null }, ['api-down']],
    ['an agent that is down', { ...MONITOR, category: 'agents', responseTimeMs: null }, ['agents-down']],
    [
      'a backend, which has no category, that is down',
      { ...BACKEND, responseTimeMs: null },
      ['service-down'],
    ],
    ['a minor monitor that is down', { ...MONITOR, severity: 'minor', responseTimeMs: null }, ['minor-down']],
    ['a slow database', { ...MONITOR, status: 'degraded' }, ['high-response-time', 'degraded']],
    ['memory over 60 %', metric('memory', 'memory', 61), ['memory-high']],
    ['memory over 90 %', metric('memory', 'memory', 90.5), ['memory-full', 'memory-high']],
    ['swap over 90 %', metric('swap', 'memory', 95), []],
    ['the disk over 85 %', metric('disk:/', 'disk', 86), ['disk-full']],
    ['a lot written to a disk', metric('disk.write', 'disk', 8e7), []],
    ['CPU over 70 %', metric('cpu', 'cpu', 71), ['cpu-high']],
    [
      'a metric of an application that is critical',
      { ...metric('application:api:queue', 'application', 5), status: 'critical' },
      ['application-critical'],
    ],
    [
      'memory that is critical by its threshold',
      { ...metric('memory', 'memory', 55), status: 'critical' },
      [],
    ],
    ['a warning from a channel', PUSHED, ['pushed-warning']],
    ['a critical alert from a channel', { ...PUSHED, level: 'critical' }, ['pushed-critical']],
    ['what is out of the ordinary', { ...metric('cpu', 'cpu', 40), deviation: 1.2 }, ['anomaly']],
    ['what is healthy', { ...MONITOR, status: 'healthy', responseTimeMs: 20 }, []],
  ])('hold for %s', (_, subject, expected) => {
    expect(holding(subject)).toEqual(expected)
  })
})
