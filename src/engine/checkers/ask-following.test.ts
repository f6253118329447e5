import { expect, test } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { askFollowing } from './ask-following.ts'
import type { HttpAsk, HttpExchange } from './http-exchange.ts'

/** Answers what is written down for an address: where it redirects to; 200 where there is nothing. */
function scripted(redirects: Readonly<Record<string, string>>) {
  const asked: HttpAsk[] = []
  const exchange: HttpExchange = ask => {
    asked.push(ask)
    const location = redirects[ask.url.href]
    return Promise.resolve({
      ...{ statusCode: location === undefined ? 200 : 302, headers: { location }, httpVersion: '1.1' },
      ...{ body: Buffer.from(ask.url.href), complete: true, timing: {}, askedAt: 0, firstByteAt: 5 },
    })
  }
  return { asked, exchange }
}

const ask = (url: string): HttpAsk => ({
  ...{ url: new URL(url), method: 'GET', tls: { rejectUnauthorized: true } },
  headers: { authorization: 'Bearer key', accept: 'application/json' },
})
const context = () => ({
  ...{ signal: new AbortController().signal, timeoutMs: 1000, clock: new FakeClock() },
  keep: <T>(Type: new () => T) => new Type(),
})
const plan = { atMostBytes: 10 }

test('a redirect is followed, with no key to another host', async () => {
  const { asked, exchange } = scripted({ 'http://a.example/x': 'https://b.example/y' })
  const { from, responseTimeMs } = await askFollowing(
    ask('http://a.example/x'),
    { exchange, plan },
    context(),
  )
  expect([from.href, responseTimeMs]).toEqual(['https://b.example/y', 5])
  expect(asked[1]?.headers).toEqual({ accept: 'application/json', host: 'b.example' })
})

test('a redirect from https to plain http is not followed, also not a later one', async () => {
  const { asked, exchange } = scripted({
    'http://a.example/': 'https://a.example/?key=1',
    'https://a.example/?key=1': 'http://b.example/',
  })
  await expect(askFollowing(ask('http://a.example/'), { exchange, plan }, context())).rejects.toMatchObject({
    failure: 'protocol',
    message: 'https://a.example/?… redirects from https to plain http, which is not followed.',
  })
  expect(asked).toHaveLength(2)
})

test('redirects that go on and on are left', async () => {
  const { asked, exchange } = scripted({ 'http://a.example/': '/' })
  await expect(askFollowing(ask('http://a.example/'), { exchange, plan }, context())).rejects.toMatchObject({
    message: 'http://a.example/ redirects more than 5 times.',
  })
  expect(asked).toHaveLength(6)
})

test('where none is to be followed, what redirects is the answer', async () => {
  const { exchange } = scripted({ 'http://a.example/': '/login' })
  const manner = { exchange, plan, maxRedirects: 0 }
  const { answer } = await askFollowing(ask('http://a.example/'), manner, context())
  expect(answer.statusCode).toBe(302)
})
