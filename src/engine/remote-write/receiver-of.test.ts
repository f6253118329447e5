import { expect, it } from 'vitest'
import { type RemoteWriteConfig, remoteWriteSchema } from '#shared/remote-write-config.ts'
import { receiverOf } from './receiver-of.ts'

async function receiver(config: Partial<RemoteWriteConfig>) {
  const parsed = remoteWriteSchema.parse(config)
  const found = await receiverOf(parsed, async value => ({ ok: true, value, secrets: [] }), '1.2.3')
  return found.ok ? found.receiver : null
}
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

it.each([
  ['me%40home:a%3Ab', 'me@home:a:b'],
  // A percent sign that encodes nothing stands for itself.
  ['me:50%off', 'me:50%off'],
])('takes the name and password of an address, %s, as a header', async (credentials, sent) => {
  const found = await receiver({ url: `http://${credentials}@prometheus.example.com/write` })
  expect(found?.headers.authorization).toBe(basic(sent))
  expect(found?.url.href).toBe('http://prometheus.example.com/write')
})

it('takes what is set apart from the address before what is in it', async () => {
  const url = 'http://me:mine@prometheus.example.com/write'
  const named = await receiver({ url, basicAuth: { username: 'you', password: 'yours' } })
  expect(named?.headers.authorization).toBe(basic('you:yours'))
  const bearing = await receiver({ url, bearerToken: 'abc' })
  expect(bearing?.headers.authorization).toBe('Bearer abc')
})
