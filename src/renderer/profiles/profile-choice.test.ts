import { describe, expect, it } from 'vitest'
import type { ProfileItem } from '#shared/contract.ts'
import { chosenItems, profileGroups, withTicked } from './profile-choice.ts'

const item = (id: string, category: string, change: Partial<ProfileItem> = {}): ProfileItem => ({
  ...{ type: 'monitor', id, name: id, category, exists: false },
  ...change,
})
const redis = item('redis', 'database')
const postgres = item('postgres', 'database', { exists: true })
const clerk = item('clerk', 'apis')
const main = item('redis', 'apis', { type: 'backend' })
const all = [main, redis, item('billing', 'shop'), postgres, clerk]

describe('what a profile adds', () => {
  it('is grouped by the tab it will appear in, in the order of the tabs', () => {
    expect(profileGroups(all).map(group => [group.title, group.items.map(({ id }) => id)])).toEqual([
      ['Integrations', ['clerk']],
      ['Database', ['redis', 'postgres']],
      ['Shop', ['billing']],
      ['Backends', ['redis']],
    ])
  })

  it('is everything but what is left out and what is there already', () => {
    expect(chosenItems(all, []).map(({ id }) => id)).toEqual(['redis', 'redis', 'billing', 'clerk'])
    expect(chosenItems([main, redis, postgres], ['monitor:redis'])).toEqual([main])
  })

  it('follows the ticks of one item or of a whole group, and forgets a tick that was taken back', () => {
    const without = withTicked([], [redis, postgres], false)
    expect(without).toEqual(['monitor:redis'])
    expect(withTicked(without, [main], false)).toEqual(['monitor:redis', 'backend:redis'])
    expect(withTicked(without, [redis], true)).toEqual([])
  })
})
