import { describe, expect, it } from 'vitest'
import { draftNameOf, initialItem, placedItem, problemsOfItem } from './settings-list.ts'

const night = { id: 'night', name: 'Night', minutes: 30 }
const week = { id: 'week', name: 'Week', minutes: 60 }

describe('a list in the configuration', () => {
  it('begins a form empty, with what is saved, or with a copy that has no id yet', () => {
    expect(initialItem([night], { mode: 'add' })).toEqual({})
    expect(initialItem([night], { mode: 'edit', id: 'night' })).toBe(night)
    expect(initialItem([night], { mode: 'duplicate', id: 'night' })).toEqual({
      name: 'Night (copy)',
      minutes: 30,
    })
    expect(initialItem([night], { mode: 'edit', id: 'gone' })).toBeNull()
  })

  it('puts what was edited in its place, and what is new at the end', () => {
    const changed = { id: 'nights', name: 'Nights' }
    expect(placedItem([night, week], { mode: 'edit', id: 'night' }, changed)).toEqual({
      items: [changed, week],
      index: 0,
    })
    for (const request of [{ mode: 'add' }, { mode: 'duplicate', id: 'night' }] as const) {
      expect(placedItem([night, week], request, changed)).toEqual({
        items: [night, week, changed],
        index: 2,
      })
    }
  })

  it('puts back what another page has deleted meanwhile', () => {
    expect(placedItem([week], { mode: 'edit', id: 'night' }, night).items).toEqual([week, night])
  })

  it('finds the problems of one thing beside its fields, and leaves those of others where they are', () => {
    const problem = (...path: (string | number)[]) => ({ path, message: 'Wrong.' })
    const found = problemsOfItem(
      [
        problem('rules', 1, 'when'),
        problem('rules', '1', 'id'),
        problem('rules', 2, 'when'),
        problem('keep'),
      ],
      ['rules'],
      1,
    )
    expect(found.map(({ path }) => path)).toEqual([['when'], ['id'], ['rules', 2, 'when'], ['keep']])
    expect(problemsOfItem([problem(0, 'from')], [], 0)[0]?.path).toEqual(['from'])
  })

  it('keeps a draft for each thing, each copy and each kind of new thing', () => {
    const names = [
      draftNameOf('alerts', { mode: 'add' }),
      draftNameOf('alerts', { mode: 'edit', id: 'a' }),
      draftNameOf('alerts', { mode: 'duplicate', id: 'a' }),
      draftNameOf('notifiers', { mode: 'add' }),
    ]
    expect(new Set(names).size).toBe(names.length)
  })
})
