import { expect, it } from 'vitest'
import { actsByCategory } from './acts-by-category.ts'

it('groups acts under the words of their tabs, in the order in which they first come', () => {
  const act = (id: string, category: string) => ({
    ...{ id, title: id, description: '', category },
    ...{ broken: false, since: null, changing: false },
  })
  const groups = actsByCategory([act('redis', 'database'), act('clerk', 'apis'), act('pg', 'database')])
  expect(groups.map(({ title, acts }) => [title, acts.map(({ id }) => id)])).toEqual([
    ['Database', ['redis', 'pg']],
    ['Integrations', ['clerk']],
  ])
})
