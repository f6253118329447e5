import { describe, expect, it } from 'vitest'
import { type ExportDraft, exportDraftSchema, orderOf } from './export-draft.ts'

const NOW = Date.parse('2026-11-24T14:00:00Z')
const read = (draft: Partial<ExportDraft>) =>
  orderOf({ ...exportDraftSchema.parse({ format: 'html' }), ...draft }, NOW, 'Europe/Berlin', category =>
    category === 'database' ? ['redis', 'toolbox/postgres'] : [],
  )

describe('what the dialog asks for', () => {
  it('is the last 24 hours of everything, as it stands at first', () => {
    expect(read({})).toEqual({
      ok: true,
      order: { format: 'html', level: 'auto', monitors: null, fromMs: NOW - 86_400_000, toMs: NOW },
    })
  })

  it('is a category under its own name, or what was chosen', () => {
    expect(read({ what: 'category', category: 'database', part: 'uptime' })).toMatchObject({
      order: { monitors: ['redis', 'toolbox/postgres'], label: 'database', part: 'uptime' },
    })
    expect(read({ what: 'chosen', ids: ['redis'] })).toMatchObject({ order: { monitors: ['redis'] } })
  })

  it('is of a whole calendar month, or of a range of one’s own', () => {
    expect(read({ range: 'last-month' })).toMatchObject({
      order: { fromMs: Date.parse('2026-09-30T22:00Z'), toMs: Date.parse('2026-10-31T23:00Z') },
    })
    const [from, to] = ['2026-11-01T08:00', '2026-11-02T08:00']
    expect(read({ range: 'custom', from, to })).toMatchObject({
      order: { fromMs: new Date(from).getTime(), toMs: new Date(to).getTime() },
    })
  })

  it('says at which input something is missing', () => {
    expect(read({ what: 'category', category: 'roblox' })).toEqual({
      ok: false,
      problems: { category: 'Choose a category in which something is watched.' },
    })
    expect(read({ what: 'chosen' })).toEqual({ ok: false, problems: { ids: 'Choose at least one.' } })
    expect(read({ range: 'custom' })).toMatchObject({
      problems: { from: expect.stringContaining('begins'), to: expect.stringContaining('ends') },
    })
    expect(read({ range: 'custom', from: '2026-11-02T08:00', to: '2026-11-01T08:00' })).toEqual({
      ok: false,
      problems: { to: 'It must end after it begins.' },
    })
  })
})
