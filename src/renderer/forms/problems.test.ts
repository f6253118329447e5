import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldsOf } from './fields.ts'
import { hasProblemUnder, pathKey, placeProblems, problemSentence, withoutChanged } from './problems.ts'

const fields = fieldsOf(
  z.toJSONSchema(
    z.object({
      name: z.string(),
      tags: z.array(z.string()),
      headers: z.record(z.string(), z.string()),
      conditions: z.array(z.object({ path: z.string() })),
      limits: z.object({ warning: z.number() }),
    }),
  ),
)

const placed = (...path: (string | number)[]) => placeProblems([{ path, message: 'No.' }], fields)

describe('the problems of a form', () => {
  it('stand beside the input that they are about, however deep it is', () => {
    expect(placed('name').byPath.get(pathKey(['name']))).toBe('No.')
    expect(placed('conditions', 1, 'path').byPath.get(pathKey(['conditions', 1, 'path']))).toBe('No.')
    expect(placed('headers', 'Accept').byPath.get(pathKey(['headers', 'Accept']))).toBe('No.')
    expect(placed('limits', 'warning').byPath.get(pathKey(['limits', 'warning']))).toBe('No.')
  })

  it('stand at the nearest input above where they are about something that has none', () => {
    expect(placed('tags', 3).byPath.get(pathKey(['tags']))).toBe('No.')
    expect(placed('limits', 'colour').byPath.get(pathKey(['limits']))).toBe('No.')
  })

  it('are gone once what they are about is changed, and those of everything else stay', () => {
    const found = placeProblems(
      [
        { path: ['name'], message: 'No.' },
        { path: ['conditions', 1, 'path'], message: 'No.' },
      ],
      fields,
    )
    const then = { name: '', conditions: [{ path: 'a' }, { path: 'b' }] }
    const left = (now: typeof then) => [...withoutChanged(found, then, now).byPath.keys()]

    expect(withoutChanged(found, then, { ...then })).toBe(found)
    expect(left({ ...then, name: 'Orders' })).toEqual([pathKey(['conditions', 1, 'path'])])
    expect(left({ ...then, conditions: [{ path: 'c' }, { path: 'b' }] })).toHaveLength(2)
    expect(left({ ...then, conditions: [{ path: 'a' }] })).toEqual([pathKey(['name'])])
  })

  it('go to the top of the form where no input is responsible', () => {
    expect(placed('colour').elsewhere).toHaveLength(1)
    expect(placed().elsewhere).toHaveLength(1)
    expect(placed('colour').byPath.size).toBe(0)
  })

  it('are joined where one input has two', () => {
    const both = placeProblems(
      [
        { path: ['name'], message: 'Too long.' },
        { path: ['name'], message: 'Use letters.' },
      ],
      fields,
    )
    expect(both.byPath.get(pathKey(['name']))).toBe('Too long. Use letters.')
  })

  it('can be found under a path, but not under one that only begins alike', () => {
    expect(hasProblemUnder(placed('limits', 'warning'), ['limits'])).toBe(true)
    expect(hasProblemUnder(placed('name'), ['name'])).toBe(true)
    expect(hasProblemUnder(placed('name'), ['na'])).toBe(false)
  })

  it('name their line and place in a sentence', () => {
    expect(problemSentence({ path: ['monitors', 0, 'url'], message: 'Give one.', line: 4, column: 2 })).toBe(
      'Line 4, column 2: monitors › 0 › url: Give one.',
    )
    expect(problemSentence({ path: [], message: 'Empty.' })).toBe('Empty.')
  })
})
