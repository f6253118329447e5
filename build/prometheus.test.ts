import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { findProgram } from '../src/demo/programs/find-program.ts'

const FOLDER = join(import.meta.dirname, 'prometheus')

/** What promtool says of files in build/prometheus. */
async function promtool(...args: readonly string[]): Promise<string> {
  const program = await findProgram('promtool', ['/usr/bin'], 'prometheus')
  const { stdout, stderr } = await promisify(execFile)(program, args, { cwd: FOLDER, timeout: 15_000 })
  return stdout + stderr
}

const rulesSchema = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          labels: z.object({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.object({ summary: z.string() }),
        }),
      ),
    }),
  ),
})
const rules = rulesSchema
  .parse(parse(await readFile(join(FOLDER, 'alerts.yml'), 'utf8')))
  .groups.flatMap(group => group.rules)

describe('the files for Prometheus', () => {
  it('are a configuration that it accepts', async () => {
    expect(await promtool('check', 'config', 'prometheus.yml')).toContain('is valid prometheus config')
  })

  it('are rules that it accepts', async () => {
    expect(await promtool('check', 'rules', 'alerts.yml')).toContain(`${rules.length} rules found`)
  })

  it('are rules that raise what they should and nothing else', async () => {
    expect(await promtool('test', 'rules', 'alerts.test.yml')).toContain('SUCCESS')
  })

  // Report: "Monitoring Alerts".
  it.each([
    ['Database connection failure', 'DatabaseDown', 'critical'],
    ['Redis connection failure', 'RedisDown', 'critical'],
    ['External API failures', 'ExternalApiDown', 'critical'],
    ['Agent orchestration system down', 'AgentSystemDown', 'critical'],
    ['Memory usage > 90%', 'MemoryCritical', 'critical'],
    ['Disk usage > 85%', 'DiskCritical', 'critical'],
    ['High response times', 'ResponseTimeHigh', 'warning'],
    ['Service degradation', 'ServiceDegraded', 'warning'],
    ['Memory usage > 60%', 'MemoryHigh', 'warning'],
    ['CPU usage > 70%', 'CpuHigh', 'warning'],
  ])('have the alert of the report: %s', (_what, alert, severity) => {
    expect(rules.find(rule => rule.alert === alert)?.labels.severity).toBe(severity)
  })

  it('test every alert that there is', async () => {
    const tests = await readFile(join(FOLDER, 'alerts.test.yml'), 'utf8')
    expect(rules.map(({ alert }) => alert).filter(alert => !tests.includes(`alertname: ${alert}\n`))).toEqual(
      [],
    )
  })
})
