import { describe, expect, it } from 'vitest'
import type { StatusSpan } from '#shared/history.ts'
import { incidentsOf } from './incidents.ts'
import { bandAt, bandPieces, spansInSight } from './status-band.ts'
import { spanTexts } from './status-span-words.ts'
import { timesOf } from './status-times-of.ts'

const span = (
  fromMs: number,
  toMs: number | null,
  status: StatusSpan['status'],
  more: Partial<StatusSpan> = {},
): StatusSpan => ({
  ...{ kind: 'monitor', id: 'a', fromMs, toMs, status, excuse: null, message: `${status} at ${fromMs}` },
  ...more,
})
const RANGE = { fromMs: 0, toMs: 1000 }
const looks = (spans: readonly StatusSpan[], now = 1000) =>
  bandPieces(spans, RANGE, now, 10).map(({ from, to, look, excuse }) => [
    from,
    to,
    excuse === null ? look : `${look}, ${excuse}`,
  ])

describe('a status band', () => {
  it('has a piece for each status, and one where nobody watched', () => {
    expect(
      looks([span(-50, 200, 'healthy'), span(200, 500, 'degraded'), span(700, null, 'healthy')]),
    ).toEqual([
      [0, 0.2, 'healthy'],
      [0.2, 0.5, 'degraded'],
      [0.5, 0.7, 'unwatched'],
      [0.7, 1, 'healthy'],
    ])
  })
  it('shows an outage however short it was, but not before what it hides is worse', () => {
    expect(looks([span(0, 510, 'healthy'), span(510, 511, 'unhealthy'), span(511, null, 'healthy')])).toEqual(
      [
        [0, 0.5, 'healthy'],
        [0.5, 0.6, 'unhealthy'],
        [0.6, 1, 'healthy'],
      ],
    )
    expect(
      looks([
        span(0, 515, 'degraded'),
        span(515, 519, 'unhealthy', { excuse: 'muted' }),
        span(519, null, 'degraded'),
      ]),
    ).toEqual([[0, 1, 'degraded']])
  })
  it('ends now', () => {
    expect(looks([span(0, null, 'healthy', { excuse: 'paused' })], 350)).toEqual([
      [0, 0.4, 'healthy, paused'],
    ])
  })
  it('says what was at a moment, or from when to when nobody watched', () => {
    const spans = [span(0, 400, 'healthy'), span(600, 610, 'unhealthy'), span(610, null, 'healthy')]
    expect(bandAt(spans, 300, 10, 1000)).toMatchObject({ fromMs: 0, toMs: 400, lasting: false })
    expect(bandAt(spans, 615, 10, 1000).span?.status).toBe('unhealthy')
    expect(bandAt(spans, 800, 10, 1000)).toMatchObject({ fromMs: 610, toMs: 1000, lasting: true })
    expect(bandAt(spans, 500, 10, 1000)).toEqual({ fromMs: 400, toMs: 600, span: null, lasting: false })
    expect(spanTexts(bandAt(spans, 605, 1, 1000)).message).toBe('unhealthy at 600')
    expect(spanTexts(bandAt(spans, 500, 10, 1000)).what).toBe('Not watched')
  })
  it('is walked through from the oldest that is in sight', () => {
    const spans = [span(500, null, 'healthy'), span(-200, -100, 'unhealthy'), span(-100, 500, 'degraded')]
    expect(spansInSight(spans, RANGE, 1000).map(({ fromMs }) => fromMs)).toEqual([-100, 500])
  })
})

describe('times in sight', () => {
  it('add up, with what is excused and what nobody watched apart', () => {
    const spans = [
      span(-100, 300, 'healthy'),
      span(300, 400, 'unhealthy'),
      span(400, 500, 'unhealthy', { excuse: 'maintenance' }),
      span(700, null, 'degraded'),
    ]
    expect(timesOf(spans, RANGE, 900)).toEqual({
      ...{
        healthyMs: 300,
        unhealthyMs: 100,
        excusedMs: 100,
        degradedMs: 200,
        unknownMs: 0,
        unwatchedMs: 200,
      },
    })
  })
})

describe('incidents', () => {
  it('are the times in which something was unhealthy and nothing excused it, the latest first', () => {
    const spans = [
      span(0, 100, 'unhealthy'),
      span(100, 150, 'unhealthy', { message: 'Another reason' }),
      span(150, 300, 'healthy'),
      span(300, 400, 'unhealthy', { excuse: 'muted' }),
      span(500, null, 'unhealthy', { id: 'b' }),
      span(120, 130, 'unhealthy', { id: 'b' }),
    ]
    expect(incidentsOf(spans)).toEqual([
      { seriesId: 'monitor:b', fromMs: 500, toMs: null, message: 'unhealthy at 500' },
      { seriesId: 'monitor:b', fromMs: 120, toMs: 130, message: 'unhealthy at 120' },
      { seriesId: 'monitor:a', fromMs: 0, toMs: 150, message: 'unhealthy at 0' },
    ])
  })
})
