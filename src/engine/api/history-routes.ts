import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ContractHandlers } from '#shared/contract.ts'
import { ContractRefusal } from './contract-server.ts'

export interface HistoryRoutesOptions {
  readonly handlers: Pick<ContractHandlers, 'historyBackups' | 'backupHistory' | 'restoreHistory'>
  readonly hasToken: (request: FastifyRequest) => boolean
}

const restoreBody = z.object({ name: z.string().min(1).max(200) })

/** Backups of the history, as the command line asks for them of the running instance; all of it needs the token. */
export function registerHistoryRoutes(
  app: FastifyInstance,
  { handlers, hasToken }: HistoryRoutesOptions,
): void {
  const guard = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!hasToken(request)) {
      await reply.code(401).send({ error: 'This needs the token: send it as "Authorization: Bearer TOKEN".' })
    }
  }
  /** What cannot be done now is said in words, as on the contract. */
  const answer = async (reply: FastifyReply, ask: () => unknown) => {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof ContractRefusal) return reply.code(409).send({ error: error.message })
      throw error
    }
  }
  app.get('/api/v1/history/backups', { preHandler: guard }, (_request, reply) =>
    answer(reply, () => handlers.historyBackups(undefined)),
  )
  app.post('/api/v1/history/backups', { preHandler: guard }, (_request, reply) =>
    answer(reply, () => handlers.backupHistory(undefined)),
  )
  app.post('/api/v1/history/restore', { preHandler: guard }, async (request, reply) => {
    const body = restoreBody.safeParse(request.body ?? {})
    if (!body.success) return reply.code(400).send({ error: z.prettifyError(body.error) })
    return await answer(reply, () => handlers.restoreHistory(body.data))
  })
}
