import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyCookie from '@fastify/cookie'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { hasToken } from './access.ts'
import { registerDashboardRoutes } from './dashboard-routes.ts'

const TOKEN = 'a-token-for-this-test-only'
const PORT = 7410
const cookies = { [`traylight-${PORT}`]: TOKEN }

let dir: TempDir
let app: FastifyInstance

beforeAll(async () => {
  dir = await makeTempDir('dashboard')
  await mkdir(join(dir.path, 'assets'))
  await writeFile(
    join(dir.path, 'index.html'),
    '<meta nonce="__CSP_NONCE__"><script src="/assets/a.js"></script>',
  )
  await writeFile(join(dir.path, 'assets/a.js'), 'console.log(1)')
  await writeFile(join(dir.path, 'secret.txt'), 'not for you')
  app = fastify()
  await app.register(fastifyCookie)
  registerDashboardRoutes(app, {
    rendererDir: dir.path,
    token: TOKEN,
    redeemTicket: ticket => ticket === 'good',
    port: () => PORT,
    hasToken: request => hasToken(request, TOKEN, PORT),
  })
})

afterAll(async () => {
  await app.close()
  await dir.remove()
})

describe('the dashboard page', () => {
  it('is refused without the token, in words that say how to open it', async () => {
    for (const url of ['/', '/?token=wrong', '/?ticket=wrong', '/assets/a.js']) {
      const answer = await app.inject({ url })
      expect(answer.statusCode).toBe(401)
      expect(answer.body).toContain('run.json')
    }
  })

  it('takes the token once, keeps it in a cookie no script can read, and out of the address', async () => {
    const answer = await app.inject({ url: `/?token=${TOKEN}` })
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/'])
    expect(answer.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict/)
  })

  it('takes a ticket instead of the token, and sets the same cookie', async () => {
    const answer = await app.inject({ url: '/?ticket=good' })
    expect([answer.statusCode, answer.headers.location]).toEqual([302, '/'])
    expect(answer.cookies[0]?.value).toBe(TOKEN)
  })

  it('has a nonce of its own each time, and a policy that allows nothing inline without it', async () => {
    const pages = await Promise.all([1, 2].map(() => app.inject({ url: '/', cookies })))
    const nonces = pages.map(page => /nonce="([^"]+)"/.exec(page.body)?.[1])
    expect(new Set(nonces).size).toBe(2)
    for (const [index, page] of pages.entries()) {
      const policy = String(page.headers['content-security-policy'])
      expect(policy).toContain(`style-src 'self' 'nonce-${nonces[index]}'`)
      expect(policy).toContain("script-src 'self';")
      expect(policy).not.toContain('unsafe')
    }
  })
})

describe('the assets', () => {
  it('may be kept for good, since their names change with their content', async () => {
    const answer = await app.inject({ url: '/assets/a.js', cookies })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('console.log(1)')
    expect(answer.headers['content-type']).toContain('javascript')
    expect(answer.headers['cache-control']).toContain('immutable')
  })

  it.each([
    '/assets/none.js',
    '/assets/',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%5csecret.txt',
  ])('are nothing but what is in their folder: %s', async url => {
    const answer = await app.inject({ url, cookies })
    expect(answer.statusCode).toBe(404)
    expect(answer.body).not.toContain('not for you')
  })
})
