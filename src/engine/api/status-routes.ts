import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ContractHandlers } from '#shared/contract.ts'
import type { EngineViews } from './engine-views.ts'
import { statusReport } from './status-report.ts'

export interface StatusRoutesOptions {
  readonly views: EngineViews
  readonly checkNow: ContractHandlers['checkNow']
  readonly hasToken: (request: FastifyRequest) => boolean
}

const checksBody = z.object({
  monitors: z.array(z.string()).optional(),
  backends: z.array(z.string()).optional(),
})

/** What the command line asks of the running instance; all of it needs the token. */
export function registerStatusRoutes(app: FastifyInstance, options: StatusRoutesOptions): void {
  const guard = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!options.hasToken(request)) {
      await reply.code(401).send({ error: 'This needs the token: send it as "Authorization: Bearer TOKEN".' })
    }
  }
  app.get('/api/v1/status', { preHandler: guard }, async () => statusReport(options.views))
  app.post('/api/v1/checks', { preHandler: guard }, async (request, reply) => {
    const body = checksBody.safeParse(request.body ?? {})
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) })
    await options.checkNow(body.data)
    return statusReport(options.views)
  })
}
