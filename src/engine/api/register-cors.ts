import fastifyCors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { ApiConfig } from '#shared/api-config.ts'
import { isHealthPath } from './health-routes.ts'

/** Headers that a page may read beside the body. */
const EXPOSED = ['age', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset']
/** Nothing a page sends along counts, so that it is always told what a stranger is told. */
const READING: FastifyCorsOptions = {
  methods: ['GET', 'HEAD'],
  allowedHeaders: ['accept'],
  exposedHeaders: EXPOSED,
  credentials: false,
}

const NONE: FastifyCorsOptions = { origin: false }

/**
 * Lets the web pages that the operator names read the health endpoints and metrics, and nothing else, as strangers:
 * without cookie and without token. Asked anew for each request, so that a changed configuration counts at once.
 */
export async function registerCors(app: FastifyInstance, config: () => ApiConfig): Promise<void> {
  await app.register(fastifyCors, {
    delegator: (request, callback) => {
      const { origins } = config().cors
      const { origin } = request.headers
      if (origin === undefined || !isHealthPath(request.url)) return callback(null, NONE)
      const shown = origins.includes('*') ? '*' : origins.includes(origin) && origin
      callback(null, shown === false ? NONE : { ...READING, origin: shown })
    },
  })
}
