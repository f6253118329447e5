import { describe, expect, it } from 'vitest'
import { checkers } from '../checkers/registry.ts'
import { configRules } from './config-rules.ts'
import { describeProblem } from './describe-problem.ts'
import { EXAMPLE_CONFIG } from './example-config.ts'
import { parseConfig } from './parse-config.ts'
import { extractSecrets } from './secrets.ts'

const rules = configRules(checkers)

describe('the example configuration', () => {
  it('is valid as it stands', () => {
    const parsed = parseConfig(EXAMPLE_CONFIG, rules)
    expect(parsed.ok ? [] : parsed.problems.map(describeProblem)).toEqual([])
  })

  it('shows a monitor of most kinds and holds no secret', () => {
    const parsed = parseConfig(EXAMPLE_CONFIG)
    if (!parsed.ok) throw new Error('not valid')
    expect(new Set(parsed.config.monitors.map(monitor => monitor.check.kind)).size).toBeGreaterThanOrEqual(6)
    expect(extractSecrets(parsed.config, rules.isSecretField).secrets.size).toBe(0)
  })
})
