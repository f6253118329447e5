import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cookieName, sameSecret } from './access.ts'
import { dashboardPolicy, NONCE_PLACE } from './dashboard-policy.ts'

export interface DashboardRoutesOptions {
  /** The folder of the built dashboard: index.html and assets. */
  readonly rendererDir: string
  readonly token: string
  /** Whether a ticket is good; afterwards it no longer is. */
  readonly redeemTicket: (ticket: string) => boolean
  readonly port: () => number
  readonly hasToken: (request: FastifyRequest) => boolean
}

const YEAR_SECONDS = 31_536_000

/** The dashboard's page and assets, for who has the token: by cookie, which `?token=` or `?ticket=` sets once. */
export function registerDashboardRoutes(app: FastifyInstance, options: DashboardRoutesOptions): void {
  const assets = join(options.rendererDir, 'assets')
  app.get<{ Params: { '*': string } }>('/assets/*', async (request, reply) => {
    if (!options.hasToken(request)) return refuse(reply)
    // Loaded with the first page: a start needs none of it.
    const { send } = await import('@fastify/send')
    const file = await send(request.raw, `/${encodeURI(request.params['*'])}`, {
      root: assets,
      dotfiles: 'deny',
      index: false,
      // Their names change with their content.
      immutable: true,
      maxAge: YEAR_SECONDS * 1000,
    })
    if (file.type !== 'file') return reply.callNotFound()
    return reply.code(file.statusCode).headers(file.headers).send(file.stream)
  })
  app.get<{ Querystring: { token?: string; ticket?: string } }>('/', async (request, reply) => {
    const { token, ticket } = request.query
    const isAdmitted =
      (typeof token === 'string' && sameSecret(token, options.token)) ||
      (typeof ticket === 'string' && options.redeemTicket(ticket))
    if (isAdmitted) {
      reply.setCookie(cookieName(options.port()), options.token, {
        path: '/',
        httpOnly: true,
        sameSite: 'strict',
        maxAge: YEAR_SECONDS,
      })
      return reply.redirect('/')
    }
    if (!options.hasToken(request)) return refuse(reply)
    const nonce = randomBytes(16).toString('base64')
    const page = await readFile(join(options.rendererDir, 'index.html'), 'utf8')
    return reply
      .header('content-security-policy', dashboardPolicy(nonce, `'self' ws://${request.headers.host ?? ''}`))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE_PLACE, nonce))
  })
}

function refuse(reply: FastifyReply) {
  return reply
    .code(401)
    .type('text/html; charset=utf-8')
    .send(
      '<!doctype html><html lang="en"><meta charset="utf-8"><title>Traylight</title><h1>Traylight</h1>' +
        '<p>This dashboard opens with the address that Traylight prints when it starts; the token in it is the key. ' +
        'The address also stands in run.json in the data directory.</p></html>',
    )
}
