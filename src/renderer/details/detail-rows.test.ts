import { describe, expect, it } from 'vitest'
import type { Details } from '#shared/views.ts'
import { formatMoment } from '../format/format-moment.ts'
import { detailRows } from './detail-rows.ts'

const lines = (details: Details) => detailRows(details).map(({ label, value }) => [label, value])

describe('details in words', () => {
  it('name keys as words and write numbers with the unit that their key ends with', () => {
    expect(
      lines({
        connectMs: 1.25,
        databaseBytes: 48_211_233,
        uptimeSeconds: 93_211,
        used_percent: 41.5,
        table_count: 42,
      }),
    ).toEqual([
      ['Connect', '1.3 ms'],
      ['Database', '46.0 MiB'],
      ['Uptime', '1 d 1 h'],
      ['Used', '42 %'],
      ['Table count', '42'],
    ])
  })

  it('write moments in local time, whether as text or as milliseconds', () => {
    const at = Date.UTC(2025, 10, 20, 8)
    expect(lines({ startedAt: at, validUntil: '2025-11-20T08:00:00Z' })).toEqual([
      ['Started at', formatMoment(at)],
      ['Valid until', formatMoment(at)],
    ])
  })

  it('take a small number for no moment', () => {
    expect(lines({ expiresAt: 12 })).toEqual([['Expires at', '12']])
  })

  it('say yes, no, none and a dash', () => {
    expect(lines({ readOnly: false, primary: true, extensions: [], version: null, region: '' })).toEqual([
      ['Read only', 'No'],
      ['Primary', 'Yes'],
      ['Extensions', 'None'],
      ['Version', '–'],
      ['Region', '–'],
    ])
  })

  it('join short lists, and set in what is inside', () => {
    const [names, timings, hosts] = detailRows({
      names: ['a', 'b'],
      timings: { dnsMs: 2 },
      hosts: [{ port: 1 }],
    })
    expect(names?.value).toBe('a, b')
    expect(timings?.rows.map(row => [row.label, row.value])).toEqual([['DNS', '2.0 ms']])
    expect(hosts?.rows[0]?.rows[0]).toMatchObject({ label: 'Port', value: '1' })
  })

  it('write an item with a name and little else in one line under its name', () => {
    const [endpoints, services] = detailRows({
      endpoints: [
        { path: '/health', statusCode: 200, status: 'healthy', responseTimeMs: 4.2 },
        { path: '/deep', statusCode: null, status: 'unknown', responseTimeMs: null },
      ],
      services: [
        { name: 'redis', status: 'healthy' },
        { name: 'queue', limits: { jobs: 3 } },
      ],
    })
    expect(endpoints?.rows.map(row => [row.label, row.value])).toEqual([
      ['/health', '200, healthy, 4.2 ms'],
      ['/deep', 'unknown'],
    ])
    expect(services?.rows.map(row => row.label)).toEqual(['redis', 'queue'])
  })

  it('head the lines of an item with its name, wherever the name stands among them', () => {
    const [users] = detailRows({
      users: [
        { id: 7, name: 'ada', role: 'admin', active: true, loginMs: 12 },
        { id: 8, name: '', active: false },
      ],
    })
    expect(users?.rows.map(row => row.label)).toEqual(['ada', '2'])
    expect(users?.rows[0]?.rows.map(row => [row.label, row.value])).toEqual([
      ['ID', '7'],
      ['Role', 'admin'],
      ['Active', 'Yes'],
      ['Login', '12 ms'],
    ])
  })

  it('keep the words of a key while its value is missing', () => {
    expect(lines({ pingMs: null, usedPercent: null, region: null })).toEqual([
      ['Ping', '–'],
      ['Used', '–'],
      ['Region', '–'],
    ])
  })

  it('stay short however long a list and however deep a value is', () => {
    const many = detailRows({ items: Array.from({ length: 500 }, (_, index) => ({ index })) })
    expect(many[0]?.rows).toHaveLength(51)
    let deep: Details = { end: 1 }
    for (let level = 0; level < 50; level += 1) deep = { inside: deep }
    const depth = (rows: ReturnType<typeof detailRows>): number =>
      1 + Math.max(0, ...rows.map(row => depth(row.rows)))
    expect(depth(detailRows(deep))).toBeLessThan(8)
  })
})
