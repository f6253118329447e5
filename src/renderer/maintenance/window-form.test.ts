import { expect, it } from 'vitest'
import { beginsOf, keepingBegins, withBegins } from './window-form.ts'

it('begins once until another way is chosen, and back', () => {
  const once = { name: 'Night', from: '2026-12-24T18:00' }
  expect(beginsOf(once)).toBe('once')
  const again = withBegins(once, 'again')
  expect(again).toEqual({ name: 'Night', cron: '' })
  expect(beginsOf(again)).toBe('again')
  expect(withBegins(again, 'again')).toBe(again)
  expect(withBegins(again, 'once')).toEqual({ name: 'Night' })
})

it('stays one that comes again while its expression is emptied and typed anew', () => {
  const before = { name: 'Night', cron: '0 3 * * *' }
  expect(beginsOf(keepingBegins(before, { name: 'Night' }))).toBe('again')
  expect(keepingBegins({ name: 'N' }, { name: 'Ni' })).toEqual({ name: 'Ni' })
})
