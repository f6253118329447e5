import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { NUMBER_FIELD_NAMES, TEXT_FIELD_NAMES } from '#shared/condition-fields.ts'
import { CONDITION_UNITS } from '#shared/condition-units.ts'
import { DEFAULT_ALERT_RULES } from '#shared/default-alert-rules.ts'
import { conditionProblem } from '#shared/rule-condition.ts'

const page = await readFile(join(import.meta.dirname, '../../../docs/alerts.md'), 'utf8')

it('docs/alerts.md has examples of conditions, and each is one', () => {
  const examples = [...page.matchAll(/```condition\n([\s\S]*?)```/g)].flatMap(([, lines = '']) =>
    lines.trim().split('\n'),
  )
  expect(examples.length).toBeGreaterThan(10)
  const inText = [...page.matchAll(/`(\w+ (?:=|!=|~|>|>=) [^`]+)`/g)].map(([, text = '']) => text)
  expect(inText).toContain('category != apis')
  expect([...examples, ...inText].map(text => [text, conditionProblem(text)])).toEqual(
    [...examples, ...inText].map(text => [text, null]),
  )
})

it('docs/alerts.md names every field, unit and default rule', () => {
  for (const field of [...TEXT_FIELD_NAMES, ...NUMBER_FIELD_NAMES]) expect(page).toContain(`\`${field}\``)
  for (const { symbol } of CONDITION_UNITS.filter(unit => unit.dimension !== 'rate')) {
    expect(page).toContain(`\`${symbol}\``)
  }
  const rules = page.split('### The default rules')[1]?.split('### Conditions')[0]?.toLowerCase()
  for (const { name } of DEFAULT_ALERT_RULES) expect(rules).toContain(name.toLowerCase())
})
