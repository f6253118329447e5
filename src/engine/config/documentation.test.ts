import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { alertRuleSchema, escalationSchema, quietHoursSchema } from '#shared/alert-config.ts'
import {
  backendSchema,
  configSchema,
  monitorSchema,
  sectionSchemas,
  settingsSchema,
  thresholdsSchema,
} from '#shared/config.ts'
import { healingSchema } from '#shared/healing-config.ts'
import { checkers } from '../checkers/registry.ts'
import { notifiers } from '../notify/notifiers/registry.ts'
import { profiles } from '../profiles/registry.ts'
import { configRules } from './config-rules.ts'
import { describeProblem } from './describe-problem.ts'
import { isMapping } from './is-mapping.ts'
import { parseConfig } from './parse-config.ts'

const ROOT = join(import.meta.dirname, '../../..')
const documentation = await readFile(join(ROOT, 'docs/configuration.md'), 'utf8')
const ofNotifiers = await readFile(join(ROOT, 'docs/notifiers.md'), 'utf8')

/** What stands under a heading, up to the next of its level or above. */
function section(heading: string, page = documentation): string {
  const level = /^#+/.exec(heading)?.[0].length ?? 0
  const [, after] = page.split(`\n${heading}\n`)
  expect(after, `There is no heading "${heading}"`).toBeDefined()
  return (after ?? '').split(new RegExp(`\\n#{1,${level}} `), 1)[0] ?? ''
}

/** One field of a schema: its name, and its default where it is a plain value. */
interface Field {
  readonly name: string
  readonly default: unknown
}

/** The fields of an object's schema, and with `deep` those of the objects and lists inside it. */
function fieldsOf(schema: unknown, deep: boolean): readonly Field[] {
  if (!isMapping(schema)) return []
  const own = isMapping(schema.properties) ? Object.entries(schema.properties) : []
  const inner = deep ? [schema.items, ...own.map(([, field]) => field)] : []
  return [
    ...own.map(([name, field]) => ({ name, default: isMapping(field) ? field.default : undefined })),
    ...inner.flatMap(field => fieldsOf(field, true)),
  ]
}

/** The same with the path of each field inside others: `pusher.key`. */
function settingsOf(schema: unknown, prefix = ''): readonly Field[] {
  const own = isMapping(schema) && isMapping(schema.properties) ? Object.entries(schema.properties) : []
  return own.flatMap(([name, field]) => {
    const inner = settingsOf(field, `${prefix}${name}.`)
    const value = isMapping(field) ? field.default : undefined
    return inner.length > 0 ? inner : [{ name: `${prefix}${name}`, default: value }]
  })
}

const fieldsOfZod = (schema: z.ZodType, deep: boolean) =>
  fieldsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), deep)

/** Fields that a text does not name in code, or names in a row of a table with another default than they have. */
function wrongIn(text: string, fields: readonly Field[]): readonly string[] {
  const rows = text.split('\n').filter(line => line.startsWith('| `'))
  return fields.flatMap(field => {
    // `host`, and as a part of a path `thresholds.host` or `host.name`.
    const inCode = new RegExp(`\`(\\w+\\.)?${field.name}(\\.\\w+)?\``)
    if (!inCode.test(text)) return [`${field.name} is missing`]
    const [, , shown = ''] = rows.find(row => inCode.test(row.split('|')[1] ?? ''))?.split('|') ?? []
    const isPlain = ['string', 'number', 'boolean'].includes(typeof field.default)
    const isWrong = isPlain && shown.trim() !== '' && !shown.includes(String(field.default))
    return isWrong ? [`${field.name} has the default ${field.default}`] : []
  })
}

describe('docs/configuration.md', () => {
  it.each(checkers.map(checker => [checker.kind, checker] as const))(
    'names every field of a check of kind %s with its default',
    (kind, checker) => {
      expect(wrongIn(section(`### ${kind}`), fieldsOfZod(checker.schema, true))).toEqual([])
    },
  )

  it.each(profiles.map(profile => [profile.name, profile] as const))(
    'names every setting of the profile %s with its default',
    (name, profile) => {
      const schema = z.toJSONSchema(profile.schema, { io: 'input', unrepresentable: 'any' })
      expect(wrongIn(section(`### ${name}`), settingsOf(schema))).toEqual([])
    },
  )

  it('describes no kind of check that there is not', () => {
    const headings = section('## Kinds of check').matchAll(/^### (.+)$/gm)
    expect([...headings].map(([, kind]) => kind).toSorted()).toEqual(
      checkers.map(({ kind }) => kind).toSorted(),
    )
  })

  it('names every setting of monitors, backends, thresholds and settings with its default', () => {
    expect(wrongIn(documentation, fieldsOfZod(configSchema, false))).toEqual([])
    expect(wrongIn(section('## Monitors'), fieldsOfZod(monitorSchema, false))).toEqual([])
    expect(wrongIn(section('## Backends'), fieldsOfZod(backendSchema, false))).toEqual([])
    expect(wrongIn(section('## Thresholds'), fieldsOfZod(thresholdsSchema, false))).toEqual([])
    expect(wrongIn(section('## Settings'), fieldsOfZod(settingsSchema, false))).toEqual([])
    expect(wrongIn(section('## History'), fieldsOfZod(sectionSchemas.history, true))).toEqual([])
    expect(wrongIn(section('## Scheduled reports'), fieldsOfZod(sectionSchemas.reports, true))).toEqual([])
    expect(wrongIn(section('## Health API'), fieldsOfZod(sectionSchemas.api, true))).toEqual([])
    expect(wrongIn(section('## Alerts'), fieldsOfZod(sectionSchemas.alerts, false))).toEqual([])
    expect(wrongIn(section('### Rules'), fieldsOfZod(alertRuleSchema, true))).toEqual([])
    expect(wrongIn(section('### Escalations'), fieldsOfZod(escalationSchema, true))).toEqual([])
    expect(wrongIn(section('### Quiet hours'), fieldsOfZod(quietHoursSchema, true))).toEqual([])
    expect(wrongIn(section('## Anomalies'), fieldsOfZod(sectionSchemas.anomalies, true))).toEqual([])
    expect(wrongIn(section('## Remote write'), fieldsOfZod(sectionSchemas.remoteWrite, true))).toEqual([])
    expect(wrongIn(section('## Notifiers'), fieldsOfZod(sectionSchemas.notifiers, true))).toEqual([])
    expect(wrongIn(section('## Relay'), fieldsOfZod(sectionSchemas.relay, true))).toEqual([])
    expect(wrongIn(section('## Pusher'), fieldsOfZod(sectionSchemas.pusher, true))).toEqual([])
    expect(wrongIn(section('## Maintenance'), fieldsOfZod(sectionSchemas.maintenance, true))).toEqual([])
    expect(wrongIn(section('## Heartbeat'), fieldsOfZod(sectionSchemas.heartbeat, true))).toEqual([])
    expect(wrongIn(section('## Log sources'), fieldsOfZod(sectionSchemas.logSources, true))).toEqual([])
    expect(wrongIn(section('### Healing'), fieldsOfZod(healingSchema, true))).toEqual([])
  })

  it('notices a field that is left out and a default that is wrong', () => {
    const fields = [
      { name: 'url', default: undefined },
      { name: 'port', default: 53 },
      { name: 'count', default: 3 },
    ]
    expect(wrongIn('| `port` | 54 | |\n| `count` | 3 | |', fields)).toEqual([
      'url is missing',
      'port has the default 53',
    ])
  })
})

describe('docs/notifiers.md', () => {
  it.each(notifiers.map(notifier => [notifier.kind, notifier] as const))(
    'names every field of a notifier of kind %s with its default',
    (kind, { schema }) => {
      expect(wrongIn(section(`### ${kind}`, ofNotifiers), fieldsOfZod(schema, true))).toEqual([])
    },
  )

  it('describes no kind of notifier that there is not', () => {
    const headings = section('## Kinds', ofNotifiers).matchAll(/^### (.+)$/gm)
    expect([...headings].map(([, kind]) => kind).toSorted()).toEqual(
      notifiers.map(({ kind }) => kind).toSorted(),
    )
  })

  it('names every setting that all of them have', () => {
    expect(
      wrongIn(
        section('## What every notifier has', ofNotifiers),
        fieldsOfZod(sectionSchemas.notifiers, true),
      ),
    ).toEqual([])
  })
})

describe('the configurations in README and docs', () => {
  const rules = configRules(checkers, profiles, notifiers)

  it.each(['README.md', 'docs/configuration.md', 'docs/alerts.md', 'docs/notifiers.md', 'docs/realtime.md'])(
    'in %s are valid',
    async file => {
      const text = await readFile(join(ROOT, file), 'utf8')
      const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml ?? '')
      expect(examples.length).toBeGreaterThan(0)
      for (const example of examples) {
        const parsed = parseConfig(example, rules)
        expect(parsed.ok ? [] : parsed.problems.map(describeProblem)).toEqual([])
      }
    },
  )
})
