import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldsOf } from './fields.ts'
import { chosenAlternative, completed, emptyOf, sameValue, withMember } from './form-value.ts'

const drawn = (schema: z.ZodType) => fieldsOf(z.toJSONSchema(schema, { io: 'input' }))

describe('what a form holds', () => {
  it('leaves out what was emptied, so that the default applies', () => {
    expect(withMember({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
    expect(withMember({ a: 1 }, 'b', 2)).toEqual({ a: 1, b: 2 })
  })

  it('is the same as what is saved whatever the order of its members', () => {
    expect(sameValue({ a: [1, { b: 2 }], c: undefined }, { a: [1, { b: 2 }] })).toBe(true)
    expect(sameValue({ a: [1, 2] }, { a: [2, 1] })).toBe(false)
    expect(sameValue({ a: 1 }, { a: 1, b: 1 })).toBe(false)
  })

  it('is sent with required texts left blank as blank, so that the schema says its own words for them', () => {
    const fields = drawn(z.object({ name: z.string(), note: z.string().optional(), count: z.number() }))
    expect(completed({}, fields)).toEqual({ name: '' })
  })

  it('is sent with what is fixed, inside lists and alternatives too', () => {
    const rule = z.discriminatedUnion('type', [
      z.object({ type: z.literal('status'), code: z.number() }),
      z.object({ type: z.literal('text'), text: z.string() }),
    ])
    const fields = drawn(z.object({ rules: z.array(rule) }))
    expect(completed({ rules: [{ type: 'text' }] }, fields)).toEqual({ rules: [{ type: 'text', text: '' }] })
  })

  it('keeps members that no field shows', () => {
    expect(completed({ hidden: 1 }, [])).toEqual({ hidden: 1 })
  })
})

describe('an alternative', () => {
  const [field] = drawn(
    z.object({
      auth: z.discriminatedUnion('type', [
        z.object({ type: z.literal('basic'), user: z.string() }),
        z.object({ type: z.literal('bearer'), token: z.string() }),
      ]),
    }),
  )
  const shapes = field?.shape.type === 'either' ? field.shape.alternatives.map(({ shape }) => shape) : []

  it('is recognised by what is fixed in it', () => {
    expect(chosenAlternative({ type: 'bearer' }, shapes)).toBe(1)
    expect(chosenAlternative(undefined, shapes)).toBe(-1)
  })

  it('begins with what is fixed in it', () => {
    expect(shapes.map(emptyOf)).toEqual([{ type: 'basic' }, { type: 'bearer' }])
  })
})
