import { describe, expect, it } from 'vitest'
import { arrangeItems, isProblem, NO_FILTER, tagsOf } from './arrange-items.ts'
import type { ListItem } from './list-item.ts'

const item = (id: string, change: Partial<ListItem> = {}): ListItem => ({
  key: `monitor:${id}`,
  scope: 'monitor',
  id,
  name: id,
  target: `${id}.example`,
  status: 'healthy',
  since: null,
  message: '',
  pending: null,
  tags: [],
  responseTimeMs: null,
  checkedAt: null,
  intervalSeconds: 30,
  muted: null,
  paused: false,
  checking: false,
  uptime24h: null,
  beats: [],
  backendId: null,
  backendName: null,
  difference: null,
  reportedAs: '',
  pushed: false,
  ...change,
})
const mute = { target: { scope: 'monitor', id: 'x' }, until: null, untilRecovery: false, since: 0 } as const
const ids = (items: readonly ListItem[], filter = NO_FILTER) =>
  arrangeItems(items, filter).map(({ id }) => id)

describe('a list', () => {
  it('has the worst first, and keeps the configured order among equals', () => {
    const items = [
      item('b'),
      item('a'),
      item('slow', { status: 'degraded' }),
      item('new', { status: 'unknown' }),
      item('down', { status: 'unhealthy' }),
    ]
    expect(ids(items)).toEqual(['down', 'slow', 'new', 'b', 'a'])
  })

  it('has what does not count below what does', () => {
    const items = [
      item('paused', { status: 'unhealthy', paused: true }),
      item('muted', { status: 'unhealthy', muted: mute }),
      item('fine'),
    ]
    expect(ids(items)).toEqual(['fine', 'muted', 'paused'])
  })

  it('has what failed once before what is simply healthy', () => {
    expect(ids([item('fine'), item('blip', { pending: 'failed once, checking again' })])).toEqual([
      'blip',
      'fine',
    ])
  })

  it('counts what a backend sees differently among the problems, before what is healthy in every view', () => {
    const items = [item('fine'), item('disputed', { difference: 'Main says it is unhealthy.' })]
    expect(ids(items)).toEqual(['disputed', 'fine'])
    expect(ids(items, { ...NO_FILTER, problemsOnly: true })).toEqual(['disputed'])
  })

  it('finds a row by what a backend calls it', () => {
    const items = [item('cache', { reportedAs: 'redis_connection ToolBoxAI' }), item('other')]
    expect(ids(items, { ...NO_FILTER, text: 'toolboxai redis' })).toEqual(['cache'])
  })

  it('can be narrowed to problems, which muted and paused ones are not', () => {
    const items = [
      item('down', { status: 'unhealthy' }),
      item('muted', { status: 'unhealthy', muted: mute }),
      item('paused', { status: 'unknown', paused: true }),
      item('blip', { pending: 'failed once, checking again' }),
      item('fine'),
    ]
    expect(ids(items, { ...NO_FILTER, problemsOnly: true })).toEqual(['down', 'blip'])
    expect(items.filter(isProblem)).toHaveLength(2)
  })

  it('can be narrowed by words that all occur somewhere, whatever their case', () => {
    const items = [item('redis', { tags: ['prod'] }), item('postgres', { tags: ['prod'] }), item('mail')]
    expect(ids(items, { ...NO_FILTER, text: 'PROD red' })).toEqual(['redis'])
    expect(ids(items, { ...NO_FILTER, text: 'mail.example' })).toEqual(['mail'])
  })

  it('can be narrowed to any of some tags', () => {
    const items = [item('a', { tags: ['x'] }), item('b', { tags: ['y'] }), item('c')]
    expect(ids(items, { ...NO_FILTER, tags: ['x', 'y'] })).toEqual(['a', 'b'])
    expect(tagsOf(items)).toEqual(['x', 'y'])
  })
})
