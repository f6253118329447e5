import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { type LogSource, logSourceSchema } from '#shared/log-source-config.ts'
import { type HttpRecorder, startHttpRecorder } from '../../../test-support/http-recorder.ts'
import { systemClock } from '../clock.ts'
import { FakeClock } from '../fake-clock.ts'
import { IncidentLogs } from './incident-logs.ts'
import { lineTime } from './line-time.ts'

const NOW = Date.UTC(2026, 10, 24, 16, 0, 0)
const iso = (offsetS: number) => new Date(NOW + offsetS * 1000).toISOString()

let dir: TempDir
let loki: HttpRecorder
beforeEach(async () => {
  dir = await makeTempDir('logs')
  loki = await startHttpRecorder()
})
afterEach(async () => {
  await Promise.all([dir.remove(), loki.close()])
})

const incident = {
  ...{ id: '20261124-155000-7f3a', name: 'API "eu"', subject: { type: 'monitor', id: 'api' } as const },
  ...{ startedAt: NOW - 600_000, resolvedAt: NOW - 540_000 },
}

function logs(...given: readonly Record<string, unknown>[]) {
  const sources = given.map(
    (source, index): LogSource => logSourceSchema.parse({ id: `log-${index}`, name: 'The log', ...source }),
  )
  return new IncidentLogs({
    clock: { ...systemClock, now: () => NOW, after: (ms, callback) => systemClock.after(ms, callback) },
    ...{ sources: () => sources, signal: new AbortController().signal },
    resolve: async value => ({ ok: true, value, secrets: ['hush-hush'] }),
  })
}

async function logFile(text: string): Promise<string> {
  const file = join(dir.path, 'app.log')
  await writeFile(file, text)
  return file
}

describe('the log lines around an incident', () => {
  it('are those of a file from a little before to a little after, with the lines that belong to them', async () => {
    const file = await logFile(
      [
        `${iso(-900)} long before`,
        `${iso(-650)} just before`,
        `${iso(-600)} it broke hush-hush`,
        '    at somewhere',
        `${iso(-500)} just after`,
        `${iso(-300)} long after`,
        '',
      ].join('\n'),
    )
    const [found] = await logs({ file }).of(incident)
    expect(found?.lines.map(({ text }) => text)).toEqual([
      `${iso(-650)} just before`,
      `${iso(-600)} it broke •••`,
      '    at somewhere',
      `${iso(-500)} just after`,
    ])
    expect(found?.lines[2]?.at).toBe(NOW - 600_000)
  })

  it('are found in a large file from its end, without reading all of it', async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `${iso((index - 60_000) / 10)} line ${index}`)
    const file = await logFile(`${lines.join('\n')}\n`)
    const [found] = await logs({ file }).of(incident)
    // 4 minutes of ten lines a second, of which the last 500 are shown.
    expect(found?.lines).toHaveLength(500)
    expect(found?.more).toBe(true)
    expect(found?.lines.at(-1)?.text).toContain(iso(-480.1))
  })

  it.each([
    ['that is not there', 'missing.log', '', 'does not exist. Check its path.'],
    ['whose lines say no time', 'app.log', 'a\nb\n', 'says when it was written'],
  ])('of a file %s are none, and it says why', async (_what, name, text, problem) => {
    await logFile(text)
    const [found] = await logs({ file: join(dir.path, name) }).of(incident)
    expect(found).toMatchObject({ lines: [], problem: expect.stringContaining(problem) })
  })

  it('are asked of Loki with the id and the name filled in', async () => {
    loki.answer = () => ({
      status: 200,
      text: JSON.stringify({
        status: 'success',
        data: {
          resultType: 'streams',
          result: [
            {
              stream: { job: 'a' },
              values: [
                [`${NOW - 599_000}000123`, 'second'],
                [`${NOW - 600_000}000000`, 'first'],
              ],
            },
            { stream: { job: 'b' }, values: [[`${NOW - 598_000}000000`, 'third \u001b[31mred']] },
          ],
        },
      }),
    })
    const [found] = await logs({
      ...{
        lokiUrl: loki.url,
        query: '{job="x"} |= "{name}" or "{incident}"',
        headers: { 'x-scope-orgid': 'blue' },
      },
    }).of(incident)
    expect(found?.lines).toEqual([
      { at: NOW - 600_000, text: 'first' },
      { at: NOW - 599_000, text: 'second' },
      { at: NOW - 598_000, text: 'third red' },
    ])
    const url = new URL(loki.requests[0]?.path ?? '', loki.url)
    expect(url.pathname).toBe('/loki/api/v1/query_range')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      query: '{job="x"} |= "API \\"eu\\"" or "20261124-155000-7f3a"',
      ...{ limit: '501', direction: 'backward' },
      start: `${NOW - 720_000}000000`,
      end: `${NOW - 480_000}000000`,
    })
    expect(loki.requests[0]?.headers['x-scope-orgid']).toBe('blue')
  })

  it.each([
    [400, 'parse error at line 1', 'answered 400 Bad Request. parse error at line 1'],
    [200, '{"data":{"resultType":"matrix","result":[]}}', 'something else than log lines'],
    [200, '<html>', 'something that is no JSON'],
  ])('that Loki answers with %d and %s are none, and it says why', async (status, text, problem) => {
    loki.answer = () => ({ status, text })
    const [found] = await logs({ lokiUrl: loki.url, query: '{job="x"}' }).of(incident)
    expect(found).toMatchObject({ lines: [], problem: expect.stringContaining(problem) })
  })

  it('are those of the sources that are for it', () => {
    expect(logs({ file: '/x', monitors: ['redis'] }).has(incident)).toBe(false)
    expect(logs({ file: '/x', monitors: ['api'] }).has(incident)).toBe(true)
    expect(logs({ file: '/x' }).has(incident)).toBe(true)
    const service = { ...incident, subject: { type: 'service', id: 'api/db' } as const }
    expect(logs({ file: '/x', monitors: ['api'] }).has(service)).toBe(true)
  })

  it('of a Loki that does not answer are given up in time', async () => {
    loki.answer = () => null
    const clock = new FakeClock(NOW)
    const source = logSourceSchema.parse({ id: 'l', name: 'Loki', lokiUrl: loki.url, query: '{a="b"}' })
    const slow = new IncidentLogs({
      ...{ clock, sources: () => [source], signal: new AbortController().signal },
      resolve: async value => ({ ok: true, value, secrets: [] }),
    })
    const asking = slow.of(incident)
    await expect.poll(() => loki.requests.length).toBe(1)
    await clock.advance(8000)
    expect(await asking).toMatchObject([{ lines: [], problem: 'Loki did not answer within 8 s.' }])
    expect(clock.waiting).toBe(0)
  })
})

describe('the time of a line', () => {
  it.each([
    ['2026-11-24T16:05:01.123Z started', '2026-11-24T16:05:01.123Z'],
    ['[2026-11-24 16:05:01,5 +0100] started', '2026-11-24T15:05:01.500Z'],
    ['127.0.0.1 - - [24/Nov/2026:16:05:01 +0000] "GET /"', '2026-11-24T16:05:01.000Z'],
    ['{"level":30,"time":1795536301123,"msg":"x"}', '2026-11-24T16:05:01.123Z'],
    ['{"ts":1795536301.123,"msg":"x"}', '2026-11-24T16:05:01.000Z'],
  ])('%s', (line, expected) => {
    const at = lineTime(line, NOW)
    expect(at === null ? null : new Date(at).toISOString()).toBe(expected)
  })

  it('without a year is the latest that is not in the future, by the clock of this machine', () => {
    const local = (year: number) => new Date(year, 11, 31, 23, 59, 59).getTime()
    expect(lineTime('Dec 31 23:59:59 host app: x', NOW)).toBe(local(2025))
  })

  it.each(['no time at all', '99:99:99', '2026-13-45T99:00:00Z x', ''])('%s says none', line =>
    expect(lineTime(line, NOW)).toBeNull(),
  )
})
