import { describe, expect, it } from 'vitest'
import { statusSchema } from '#shared/status.ts'
import { statusFavicon } from './status-favicon.ts'

describe('statusFavicon', () => {
  it('differs for every status', () => {
    expect(new Set(statusSchema.options.map(statusFavicon)).size).toBe(4)
  })

  it('is an image that needs no request', () => {
    expect(decodeURIComponent(statusFavicon('healthy'))).toMatch(/^data:image\/svg\+xml,<svg .*<\/svg>$/)
  })
})
