import { describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { counter, type Family, gauge } from './family.ts'
import { writeExposition } from './write-exposition.ts'

const write = (families: readonly Family[], format: 'prometheus' | 'openmetrics' = 'prometheus') =>
  writeExposition(families, format, systemClock)

describe('the exposition', () => {
  it('escapes what stands in names', async () => {
    const labels = { name: 'a "b" \\ c\nd {e="f"} é' }
    expect(await write([gauge('up', 'Up.', [{ labels, value: 1 }])])).toBe(
      '# HELP up Up.\n# TYPE up gauge\nup{name="a \\"b\\" \\\\ c\\nd {e=\\"f\\"} é"} 1\n',
    )
  })

  it('names counters as each format wants them, again and again', async () => {
    const families = [counter('checks_total', 'Checks.', [{ labels: {}, value: 3 }])]
    const plain = '# HELP checks_total Checks.\n# TYPE checks_total counter\nchecks_total 3\n'
    const open = '# HELP checks Checks.\n# TYPE checks counter\nchecks_total 3\n# EOF\n'
    for (const _ of [1, 2]) {
      expect(await write(families)).toBe(plain)
      expect(await write(families, 'openmetrics')).toBe(open)
    }
  })

  it('writes what is large in slices, as one family, and lets others have their turn meanwhile', async () => {
    const samples = Array.from({ length: 30_000 }, (_, i) => ({ labels: { i: String(i) }, value: i }))
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    const lines = (await write([gauge('many', 'Many.', samples)])).split('\n')
    clearInterval(timer)
    expect(lines).toHaveLength(30_003)
    expect(lines.filter(line => line.startsWith('#'))).toHaveLength(2)
    expect(lines.at(-2)).toBe('many{i="29999"} 29999')
    expect(turns).toBeGreaterThan(0)
  })
})
