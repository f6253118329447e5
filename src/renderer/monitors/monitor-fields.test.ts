import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  backendSchema,
  monitorSchema,
  sectionNameSchema,
  settingsSchema,
  thresholdsSchema,
} from '#shared/config.ts'
import type { Kinds } from '#shared/contract.ts'
import { kindOf, monitorFields, withKind } from './monitor-fields.ts'

const json = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' })
const checker = (kind: string, category: string, schema: z.ZodType) => ({
  kind,
  title: kind,
  summary: '',
  category,
  timeoutSeconds: 7,
  schema: json(schema),
  whatToCheck: [],
})
const web = checker('web', 'apis', z.object({ url: z.url(), method: z.string().optional() }))
const store = checker('store', 'database', z.object({ url: z.string(), table: z.string().optional() }))
const none = z.record(sectionNameSchema, z.record(z.string(), z.unknown()))
const sections = none.parse(Object.fromEntries(sectionNameSchema.options.map(name => [name, {}])))
const kinds: Kinds = {
  checkers: [web, store],
  profiles: [],
  reportFormats: [],
  formats: [],
  monitor: json(monitorSchema),
  backend: json(backendSchema),
  thresholds: json(thresholdsSchema),
  settings: json(settingsSchema),
  notifiers: [],
  sections,
}

describe('the form of a monitor', () => {
  it('has the fields of its kind inside its check, and the timeout of its kind as the default', () => {
    const fields = monitorFields(kinds, web)
    const check = fields.find(({ key }) => key === 'check')
    expect(check?.shape).toMatchObject({ type: 'group', fields: [{ key: 'url' }, { key: 'method' }] })
    expect(fields.find(({ key }) => key === 'timeoutSeconds')?.default).toBe(7)
  })

  it('asks for no id, since one is made from the name', () => {
    const id = monitorFields(kinds, undefined).find(({ key }) => key === 'id')
    expect(id).toMatchObject({ required: false, advanced: true })
  })

  it('keeps what fits when another kind is chosen, and takes over its category', () => {
    const first = withKind({ name: 'It' }, web, kinds)
    expect(first).toEqual({ name: 'It', category: 'apis', check: { kind: 'web' } })
    const filled = { ...first, check: { kind: 'web', url: 'http://a', method: 'GET' } }
    expect(withKind(filled, store, kinds)).toEqual({
      name: 'It',
      category: 'database',
      check: { kind: 'store', url: 'http://a' },
    })
  })

  it('leaves a category that the operator chose alone', () => {
    expect(withKind({ category: 'fleet' }, web, kinds).category).toBe('fleet')
  })

  it('knows no kind before one is chosen', () => {
    expect(kindOf(kinds, {})).toBeUndefined()
    expect(kindOf(kinds, { check: { kind: 'gone' } })).toBeUndefined()
    expect(kindOf(kinds, { check: { kind: 'web' } })?.title).toBe('web')
  })
})
