import { describe, expect, it } from 'vitest'
import { shortcutOf } from './shortcut.ts'

const press = (key: string, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more })

describe('shortcutOf', () => {
  it('switches tabs with 1 to 9, and to the tenth with 0', () => {
    expect(shortcutOf(press('1'))).toEqual({ do: 'tab', index: 0 })
    expect(shortcutOf(press('9'))).toEqual({ do: 'tab', index: 8 })
    expect(shortcutOf(press('0'))).toEqual({ do: 'tab', index: 9 })
  })

  it('refreshes with R, with or without Shift', () => {
    expect(shortcutOf(press('r'))).toEqual({ do: 'refresh' })
    expect(shortcutOf(press('R'))).toEqual({ do: 'refresh' })
  })

  it('exports a report with E', () => {
    expect(shortcutOf(press('e'))).toEqual({ do: 'export' })
    expect(shortcutOf(press('e', { ctrlKey: true }))).toBeNull()
  })

  it('opens and folds the director with D', () => {
    expect(shortcutOf(press('d'))).toEqual({ do: 'director' })
    expect(shortcutOf(press('d', { ctrlKey: true }))).toBeNull()
  })

  it("leaves the browser's own shortcuts alone", () => {
    expect(shortcutOf(press('r', { ctrlKey: true }))).toBeNull()
    expect(shortcutOf(press('1', { metaKey: true }))).toBeNull()
    expect(shortcutOf(press('1', { altKey: true }))).toBeNull()
  })

  it('does nothing on any other key', () => {
    expect(shortcutOf(press('x'))).toBeNull()
    expect(shortcutOf(press('F1'))).toBeNull()
  })
})
