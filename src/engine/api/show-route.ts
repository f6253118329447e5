import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseRoute, type Route } from '#shared/route.ts'

export type OnShow = (route: Route | null) => boolean | Promise<boolean>

export interface ShowRouteOptions {
  /** Brings the dashboard to the front; null: as it was left. Answers whether it could. */
  readonly onShow: OnShow
  readonly hasToken: (request: FastifyRequest) => boolean
}

/** What is answered. */
export const shownSchema = z.object({ shown: z.boolean() })

const showBody = z.object({ hash: z.string().max(1000).optional() })

/** What a second start asks of the first: to show its dashboard, at a place where a link named one. Needs the token. */
export function registerShowRoute(app: FastifyInstance, { onShow, hasToken }: ShowRouteOptions): void {
  app.post('/api/v1/show', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!hasToken(request)) return reply.code(401).send({ error: 'This needs the token.' })
    const body = showBody.safeParse(request.body ?? {})
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) })
    const { hash } = body.data
    return { shown: await onShow(hash === undefined ? null : parseRoute(hash)) }
  })
}
