import { expect, test } from 'vitest'
import { basicAuthorization } from './basic-authorization.ts'

test.each([
  ['me:s3cret', 'me:s3cret'],
  ['me', 'me:'],
  [':s3cret', ':s3cret'],
  ['m%40e:p%3Aw%2F%C3%A9', 'm@e:p:w/é'],
  ['100%:50%', '100%:50%'],
])('%s in an address is sent as %s', (credentials, sent) => {
  expect(basicAuthorization(new URL(`http://${credentials}@host/`))).toEqual({
    authorization: `Basic ${Buffer.from(sent).toString('base64')}`,
  })
})

test('an address without a name and a password sends none', () => {
  expect(basicAuthorization(new URL('http://host/'))).toEqual({})
})
