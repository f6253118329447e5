import { expect, it } from 'vitest'
import { labelFor, titledSuggestions, valueFor } from './suggestion.ts'

const TITLES: Readonly<Record<string, string>> = { apis: 'Integrations', database: 'Database' }
const offered = titledSuggestions(
  ['apis', 'database', 'integrations'],
  word => TITLES[word] ?? 'Integrations',
)

it('a stored word is shown by its title, and one that is not offered as it is', () => {
  expect(labelFor('database', offered)).toBe('Database')
  expect(labelFor('warehouse', offered)).toBe('warehouse')
})

it('a title that is typed or chosen is stored as its word, and anything else as it is', () => {
  expect(valueFor('Integrations', offered)).toBe('apis')
  expect(valueFor('integrations', offered)).toBe('integrations')
  expect(valueFor(' DATABASE', offered)).toBe('database')
  expect(valueFor('warehouse', offered)).toBe('warehouse')
})

it('two words of the same title are told apart', () => {
  expect(offered.map(({ label }) => label)).toEqual(['Integrations', 'Database', 'integrations'])
})
