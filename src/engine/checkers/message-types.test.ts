import { describe, expect, it } from 'vitest'
import { MessageTypes } from './message-types.ts'

const count = (...texts: readonly string[]) => {
  const types = new MessageTypes()
  for (const text of texts) types.add(text, false)
  return types.counts
}

describe('the types of messages', () => {
  it('are those that JSON objects name, or else their event', () => {
    expect(
      count(
        '{"type":"progress"}',
        ' {"event":"joined","type":3}',
        '{"type":"progress","event":"x"}',
        '{"event":"pusher:ping"}',
      ),
    ).toEqual({ progress: 2, joined: 1, 'pusher:ping': 1 })
  })

  it('are text where there is none', () => {
    const texts = ['', 'hello', '{"type":', '{"type":null}', '{"type":""}', '[{"type":"a"}]', '"type"', '{}']
    expect(count(...texts)).toEqual({ text: texts.length })
  })

  it('are binary for binary messages, whatever is in them', () => {
    const types = new MessageTypes()
    types.add('{"type":"progress"}', true)
    expect(types.counts).toEqual({ binary: 1 })
  })

  it('are printable and short', () => {
    const long = 'x'.repeat(100)
    expect(
      count(JSON.stringify({ type: `\u001b[31mred\n\u202eevil` }), JSON.stringify({ type: long })),
    ).toEqual({
      'red evil': 1,
      [`${'x'.repeat(39)}…`]: 1,
    })
  })

  it('are at most twenty, and the rest is other', () => {
    const texts = Array.from({ length: 50 }, (_, index) => `{"type":"t${index}"}`)
    const counts = count(...texts, '{"type":"t3"}', 'plain')
    expect(Object.keys(counts)).toHaveLength(22)
    expect(counts).toMatchObject({ t0: 1, t3: 2, t19: 1, other: 30, text: 1 })
  })

  it('may have names that mean something to JavaScript', () => {
    const counts = count('{"type":"__proto__"}', '{"type":"constructor"}', '{"type":"__proto__"}')
    expect(Object.entries(counts)).toEqual([
      ['__proto__', 2],
      ['constructor', 1],
    ])
  })

  it('are not looked for in large, deep or endless messages', () => {
    const started = performance.now()
    const large = `{"type":"a","x":"${'y'.repeat(65_536)}"}`
    const deep = `{"type":"a","x":${'['.repeat(30_000)}`
    expect(count(large, deep)).toEqual({ text: 2 })
    const flood = `{"type":"a","x":"${'y'.repeat(60_000)}"}`
    const counts = count(...Array.from({ length: 2000 }, () => flood))
    expect(counts).toEqual({ a: 139, text: 1861 })
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
