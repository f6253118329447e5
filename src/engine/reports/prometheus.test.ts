import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeTempDir } from '#demo/programs/temp-dir.ts'
import { SAMPLE_TO, sampleReport } from '../../../test-support/sample-report.ts'
import { writtenReport } from '../../../test-support/written-report.ts'
import { prometheusFormat } from './prometheus.ts'

const PROMTOOL = '/usr/bin/promtool'
const run = promisify(execFile)
const history = async () =>
  (
    await writtenReport(
      prometheusFormat,
      await sampleReport({ part: 'history', fromMs: SAMPLE_TO - 4 * 3_600_000 }),
    )
  ).toString()

describe('a report for Prometheus', () => {
  it('is the present state, under the names of the metrics route', async () => {
    const text = (await writtenReport(prometheusFormat, await sampleReport())).toString()
    expect(text).toContain('traylight_status{status="unhealthy"} 1\n')
    expect(text).toContain('traylight_monitor_up{monitor="mail",name="Mail relay",category="realtime"} 0\n')
    expect(text).toContain('traylight_filesystem_used_ratio{mountpoint="/"} 0.7\n')
    expect(text).toContain('traylight_service_up{backend="shop",service="+payments",category="apis"} 1\n')
    expect(text).toContain('name="Bell\u0007 & \\"tab\\"')
    // What is not known is absent.
    expect(text).not.toContain('traylight_monitor_response_time_seconds{monitor="mail"')
  })

  it('is the history in OpenMetrics: a family at a time, each series in order, ended', async () => {
    const text = await history()
    expect(text.endsWith('\n# EOF\n')).toBe(true)
    const families = [...text.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name)
    expect(new Set(families).size).toBe(families.length)
    const samples = text.split('\n').flatMap(line => {
      const match = /^(\w+)(\{.*\})? (\S+) (\S+)$/.exec(line)
      return match && !line.startsWith('#')
        ? [{ series: `${match[1]}${match[2] ?? ''}`, at: Number(match[4]) }]
        : []
    })
    const runs = samples.filter(({ series }, index) => series !== samples[index - 1]?.series)
    expect(new Set(runs.map(({ series }) => series)).size).toBe(runs.length)
    const isInOrder = samples.every(({ series, at }, index) => {
      const before = samples[index - 1]
      return before === undefined || before.series !== series || before.at < at
    })
    expect(isInOrder).toBe(true)
  })

  it.skipIf(!existsSync(PROMTOOL))(
    'is accepted by promtool, where that is installed',
    async () => {
      const dir = await makeTempDir('prometheus')
      onTestFinished(() => dir.remove())
      const present = run(PROMTOOL, ['check', 'metrics'], { timeout: 20_000 })
      present.child.stdin?.end(await writtenReport(prometheusFormat, await sampleReport()))
      await present
      const file = join(dir.path, 'history.om')
      await writeFile(file, await history())
      const made = await run(
        PROMTOOL,
        ['tsdb', 'create-blocks-from', 'openmetrics', file, join(dir.path, 'data')],
        { timeout: 60_000 },
      )
      expect(made.stdout).toMatch(/\n\w{26} /)
    },
    90_000,
  )
})
