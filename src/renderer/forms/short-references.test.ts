import { expect, it } from 'vitest'
import { shortReferences } from './short-references.ts'

it('secrets inside an address are short, so that its host is seen', () => {
  const address = 'postgres://app:${secret:monitors.orders.check.url-3f9a}@db.internal:5432/shop'
  expect(shortReferences(address)).toBe('postgres://app:${secret:…}@db.internal:5432/shop')
})

it('what is no stored secret, or nothing else, stays as it is', () => {
  for (const text of ['https://${env:HOST}/', '${secret:token}', 'plain', '']) {
    expect(shortReferences(text)).toBe(text)
  }
})
