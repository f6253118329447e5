import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { backendSchema, monitorSchema, thresholdsSchema } from '#shared/config.ts'
import { type Field, fieldsOf } from './fields.ts'

const drawn = (schema: z.ZodType) => fieldsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
const field = (fields: readonly Field[], key: string) => {
  const found = fields.find(candidate => candidate.key === key)
  if (!found) throw new Error(`There is no field ${key}.`)
  return found
}
const shapeOf = (type: z.ZodType) => field(drawn(z.object({ it: type })), 'it').shape

describe('the fields of a schema', () => {
  it('carry the hints of the schema, and its keys as words where it has no titles', () => {
    const fields = drawn(
      z.object({
        apiKey: z
          .string()
          .meta({ title: 'Key', description: 'Of the account.', secret: true, advanced: true }),
        retryAfter: z.number().default(3).meta({ unit: 's' }),
      }),
    )
    expect(field(fields, 'apiKey')).toMatchObject({
      title: 'Key',
      description: 'Of the account.',
      secret: true,
      advanced: true,
      required: true,
    })
    expect(field(fields, 'retryAfter')).toMatchObject({
      title: 'Retry after',
      unit: 's',
      required: false,
      default: 3,
    })
  })

  it('know text, addresses, several lines, numbers with their bounds, choices and switches', () => {
    expect(shapeOf(z.string())).toEqual({ type: 'text', format: '', multiline: false, input: '' })
    expect(shapeOf(z.url())).toEqual({ type: 'text', format: 'uri', multiline: false, input: '' })
    expect(shapeOf(z.string().meta({ multiline: true }))).toMatchObject({ multiline: true })
    expect(shapeOf(z.int().min(1).max(9))).toEqual({ type: 'number', integer: true, min: 1, max: 9 })
    expect(shapeOf(z.boolean())).toEqual({ type: 'switch' })
    expect(shapeOf(z.enum(['critical', 'minor']))).toEqual({
      type: 'choice',
      options: [
        { value: 'critical', label: 'Critical' },
        { value: 'minor', label: 'Minor' },
      ],
    })
  })

  it('draw lists of short values as words, which are numbers where the schema says so', () => {
    expect(shapeOf(z.array(z.string()))).toEqual({ type: 'words', numbers: false })
    expect(shapeOf(z.array(z.union([z.int(), z.string()])))).toEqual({ type: 'words', numbers: true })
    expect(shapeOf(z.union([z.string(), z.array(z.string())]))).toEqual({ type: 'words', numbers: false })
  })

  it('draw lists of objects, names with values, and objects inside objects', () => {
    expect(shapeOf(z.array(z.object({ path: z.string() })))).toMatchObject({
      type: 'list',
      item: { type: 'group', fields: [{ key: 'path', required: true }] },
    })
    expect(shapeOf(z.record(z.string(), z.string()))).toMatchObject({
      type: 'pairs',
      value: { type: 'text' },
    })
    expect(shapeOf(z.object({ deep: z.boolean() }))).toMatchObject({ type: 'group' })
  })

  it('take unions of plain values in one input, and offer the rest as alternatives named by what tells them apart', () => {
    expect(shapeOf(z.union([z.string(), z.number(), z.null()]))).toEqual({ type: 'any' })
    expect(shapeOf(z.union([z.literal('on'), z.literal('off')]))).toMatchObject({ type: 'choice' })
    expect(shapeOf(z.number().nullable())).toMatchObject({ type: 'number' })
    const either = shapeOf(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('basic'), user: z.string() }),
        z.object({ type: z.literal('bearer'), token: z.string() }),
      ]),
    )
    expect(either).toMatchObject({ type: 'either', alternatives: [{ label: 'Basic' }, { label: 'Bearer' }] })
  })

  it('follow references, so that a schema used twice is drawn twice', () => {
    const port = z.int().min(1).meta({ id: 'port', title: 'Port' })
    const fields = drawn(z.object({ from: port, to: port }))
    expect(fields.map(({ title, shape }) => [title, shape.type])).toEqual([
      ['Port', 'number'],
      ['Port', 'number'],
    ])
  })

  it('draw what they do not know as a value of any kind, and an object without members as none', () => {
    expect(shapeOf(z.unknown())).toEqual({ type: 'any' })
    expect(fieldsOf({})).toEqual([])
  })

  it('cover everything of a monitor, a backend and the thresholds with an input of its own', () => {
    for (const schema of [monitorSchema, backendSchema, thresholdsSchema]) {
      const vague = drawn(schema).filter(({ shape, key }) => shape.type === 'any' && key !== 'check')
      expect(vague).toEqual([])
    }
  })
})
