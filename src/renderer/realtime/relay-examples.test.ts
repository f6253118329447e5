import { expect, it } from 'vitest'
import { listenExample, publishExample } from './relay-examples.ts'

it('says how a page listens and a server publishes, plainly and over TLS', () => {
  const plain = listenExample('http://127.0.0.1:8788', 'traylight') ?? ''
  expect(plain).toContain('wsHost: "127.0.0.1", wsPort: 8788, forceTLS: false')
  expect(plain).toContain(`enabledTransports: ['ws']`)
  const secure = listenExample('https://status.example.org', 'a"b') ?? ''
  expect(secure).toContain('new Pusher("a\\"b"')
  expect(secure).toContain('wsHost: "status.example.org", wssPort: 443, forceTLS: true')
  expect(publishExample('http://127.0.0.1:8788', 'traylight', 'key')).toContain(
    'host: "127.0.0.1", port: "8788", useTLS: false',
  )
})

it('says nothing where the address cannot be read', () => {
  expect(listenExample('http://', 'key')).toBeNull()
})
