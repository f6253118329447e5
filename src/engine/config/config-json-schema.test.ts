import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkers } from '../checkers/registry.ts'
import { defineProfile } from '../profiles/profile.ts'
import { checkersForTests } from './checkers-for-tests.ts'
import { configJsonSchema } from './config-json-schema.ts'
import { valueAt } from './value-at.ts'

const schema = configJsonSchema(checkersForTests)
/** Read back by another implementation of JSON Schema than the one that wrote it. */
const reader = z.fromJSONSchema(z.record(z.string(), z.any()).parse(schema))
const accepts = (value: unknown) => reader.safeParse(value).success

const monitorWith = (check: object) => ({ monitors: [{ name: 'A', category: 'apis', check }] })

describe('the JSON Schema of a configuration', () => {
  it('has a branch of check for each kind, with its own settings', () => {
    const branches = valueAt(schema, ['properties', 'monitors', 'items', 'properties', 'check', 'oneOf'])
    expect(branches).toMatchObject([
      {
        title: 'HTTP',
        properties: { kind: { const: 'http' }, method: { enum: ['GET', 'POST'] } },
        required: ['kind', 'url'],
      },
      { title: 'PostgreSQL', required: ['kind', 'url'] },
      { title: 'TCP', required: ['kind', 'host', 'port'] },
      { title: 'Command', required: ['kind', 'argv'] },
    ])
  })

  it('accepts what is valid, with defaults, ids and whole sections left out', () => {
    expect(accepts({})).toBe(true)
    expect(accepts({ $schema: './x.json', ...monitorWith({ kind: 'tcp', host: 'h', port: 1 }) })).toBe(true)
    expect(accepts(monitorWith({ kind: 'http', url: `$\{env:URL}` }))).toBe(true)
    expect(accepts({ backends: [{ name: 'B', url: 'http://127.0.0.1' }] })).toBe(true)
  })

  it('refuses what is not', () => {
    expect(accepts(monitorWith({ kind: 'tcp', host: 'h', port: 0 }))).toBe(false)
    expect(accepts(monitorWith({ kind: 'tcp', host: 'h', port: 1, url: 'x' }))).toBe(false)
    expect(accepts(monitorWith({ kind: 'nonsense' }))).toBe(false)
    expect(accepts({ monitors: [{ category: 'apis', check: { kind: 'tcp', host: 'h', port: 1 } }] })).toBe(
      false,
    )
    expect(accepts({ unknown: 1 })).toBe(false)
  })

  it('knows the profiles by their names, with their settings and what is left out of them', () => {
    const shop = defineProfile({
      ...{ name: 'shop', title: 'Shop', summary: 'For tests.' },
      schema: z.strictObject({ port: z.int().default(80) }),
      expand: () => ({ monitors: [], backends: [] }),
    })
    const withShop = z.fromJSONSchema(
      z.record(z.string(), z.any()).parse(configJsonSchema(checkersForTests, [shop])),
    )
    const isAccepted = (profiles: unknown) => withShop.safeParse({ profiles }).success
    expect(isAccepted(['shop'])).toBe(true)
    expect(isAccepted([{ name: 'shop', port: 8080, leaveOut: ['web'] }])).toBe(true)
    expect(isAccepted(['store'])).toBe(false)
    expect(isAccepted([{ name: 'shop', port: 'high' }])).toBe(false)
    expect(isAccepted([{ port: 8080 }])).toBe(false)
  })

  it('can be made of every kind there is, and stands on its own', () => {
    const text = JSON.stringify(configJsonSchema(checkers))
    for (const checker of checkers) expect(text).toContain(`{"const":"${checker.kind}"}`)
    expect(text).not.toContain('$ref')
  })
})
