import { describe, expect, it } from 'vitest'
import { choiceQuery, type HistoryChoice, NOTHING_CHOSEN, parseChoice } from './history-choice.ts'

describe('what is chosen', () => {
  const choices: readonly HistoryChoice[] = [
    NOTHING_CHOSEN,
    {
      series: [
        { kind: 'monitor', id: 'redis' },
        { kind: 'service', id: 'tool box/mcp: 50 % & more?' },
        { kind: 'metric', id: 'disk:/var/lib' },
      ],
      range: { ends: 'now', id: '90d' },
      ...{ figures: ['p50', 'p99'], band: false, compare: true, apart: true },
    },
    {
      ...NOTHING_CHOSEN,
      range: { ends: 'then', fromMs: Date.UTC(2026, 0, 1), toMs: Date.UTC(2026, 0, 2) },
      band: true,
    },
  ]
  it.each(choices)('comes back from the address: %j', choice => {
    expect(parseChoice(choiceQuery(choice))).toEqual(choice)
  })
  it('is as usual where the address cannot be read', () => {
    expect(parseChoice('show=nothing&show=monitor:&range=2d&figures=p98&from=x&to=y')).toEqual(NOTHING_CHOSEN)
    expect(parseChoice('from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z').range).toEqual(
      NOTHING_CHOSEN.range,
    )
  })
  it('has each series once, and no more than can be looked at', () => {
    const many = Array.from({ length: 30 }, (_, index) => `show=monitor:m${index}&show=monitor:m${index}`)
    expect(parseChoice(many.join('&')).series.map(({ id }) => id)).toEqual(
      Array.from({ length: 12 }, (_, index) => `m${index}`),
    )
  })
})
