import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { StandardResponse } from '#shared/report-shapes.ts'
import type { Clock } from '../clock.ts'
import type { StatusBook } from '../status/status-book.ts'
import { healthDocument, livenessDocument } from './health-documents.ts'

export interface HealthRoutesOptions {
  readonly clock: Clock
  readonly book: StatusBook
  readonly startedAt: number
  readonly hasToken: (request: FastifyRequest) => boolean
}

/**
 * The basic health endpoints of the report. They answer without a token (names, status and times only) and always with
 * 200, the status in the body; only `ready` answers 503 when unhealthy.
 */
export function registerHealthRoutes(app: FastifyInstance, options: HealthRoutesOptions): void {
  const { clock, book } = options
  const timed = (make: () => StandardResponse): StandardResponse => {
    const startedAt = clock.monotonic()
    const document = make()
    return { ...document, check_duration_ms: Math.round((clock.monotonic() - startedAt) * 100) / 100 }
  }
  const health = (request: FastifyRequest) =>
    timed(() => healthDocument({ book, now: clock.now(), withDetails: options.hasToken(request) }))

  app.get('/health', async request => health(request))
  app.get('/api/v1/health', async request => health(request))
  app.get('/api/v1/health/live', async () => timed(() => livenessDocument(clock.now(), options.startedAt)))
  app.get('/api/v1/health/ready', async (request, reply) => {
    const document = health(request)
    if (document.status === 'unhealthy') reply.code(503)
    return document
  })
}
