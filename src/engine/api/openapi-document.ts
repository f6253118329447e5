import { z } from 'zod'
import { METRICS_PATH } from '#shared/config.ts'
import { METRICS_ANSWERS, OPENAPI_ANSWERS } from './endpoint-list.ts'
import {
  type AnswerName,
  HEALTH_OPERATIONS,
  type HealthOperation,
  OPENAPI_PATH,
} from './health-operations.ts'
import {
  endpointListSchema,
  healthResponseSchema,
  overviewResponseSchema,
  refusalSchema,
  selfResponseSchema,
} from './health-shapes.ts'

/** What answers are made with, by name. */
const ANSWERS: Readonly<Record<AnswerName | 'Refusal', z.ZodType>> = {
  HealthResponse: healthResponseSchema,
  OverviewResponse: overviewResponseSchema,
  SelfResponse: selfResponseSchema,
  EndpointList: endpointListSchema,
  Refusal: refusalSchema,
}

const DESCRIPTION = `What Traylight watches, in the shapes of the health monitoring report. Everything answers 200 with the
status in the body; only ready answers 503. Without the token there are names, status and times only; with it messages and
details too. Unknown is written as degraded, with the reason in the details.`

export interface OpenApiOptions {
  /** Whether there is a metrics endpoint. */
  readonly hasMetrics: boolean
}

/** The OpenAPI 3.1 document of the health API, made from the schemas that its answers are made with. */
export function openApiText({ hasMetrics }: OpenApiOptions): string {
  return JSON.stringify({
    openapi: '3.1.0',
    info: {
      title: 'Traylight health API',
      version: '1.0.0',
      description: DESCRIPTION.replaceAll('\n', ' '),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{}, { token: [] }],
    paths: {
      ...Object.fromEntries(HEALTH_OPERATIONS.map(operation => [operation.path, pathItem(operation)])),
      [OPENAPI_PATH]: plainItem('openapi', OPENAPI_ANSWERS, 'application/json', { type: 'object' }),
      ...(hasMetrics && {
        [METRICS_PATH]: plainItem('metrics', METRICS_ANSWERS, 'text/plain', { type: 'string' }),
      }),
    },
    components: { schemas: answerSchemas(), securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  })
}

/** The JSON Schemas of the answers; OpenAPI 3.1 takes them as they are. */
function answerSchemas(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(ANSWERS).map(([name, schema]) => {
      const { $schema: _, ...rest } = z.toJSONSchema(schema)
      return [name, rest]
    }),
  )
}

const ref = (name: AnswerName | 'Refusal') => ({ $ref: `#/components/schemas/${name}` })

function response(description: string, name: AnswerName | 'Refusal', headers: object = {}) {
  return { description, headers, content: { 'application/json': { schema: ref(name) } } }
}

function pathItem({ path, id, answers, schema, refreshes, isReadiness }: HealthOperation) {
  const parameter = /\{(\w+)\}/.exec(path)?.[1]
  const age = {
    Age: { description: 'Seconds since the oldest result was had.', schema: { type: 'integer', minimum: 0 } },
  }
  const refusals = {
    ...(refreshes && { 400: response('A parameter is not understood.', 'Refusal') }),
    ...(refreshes && { 401: response('What was asked for needs the token.', 'Refusal') }),
    ...(parameter !== undefined && { 404: response('There is no such thing.', 'Refusal') }),
    421: response('The host name asked for is not served.', 'Refusal'),
    429: response('Too many requests from this address.', 'Refusal', {
      'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } },
    }),
  }
  return {
    get: {
      operationId: id,
      summary: answers,
      tags: ['health'],
      parameters: [
        ...(parameter === undefined ? [] : [pathParameter(parameter)]),
        ...(refreshes ? [REFRESH] : []),
        ...(isReadiness ? [SCOPE] : []),
      ],
      responses: {
        200: {
          ...response('Its status is in the body.', schema, refreshes ? age : {}),
          ...(isReadiness && eitherReadiness),
        },
        ...(isReadiness && { 503: { description: 'Unhealthy.', ...eitherReadiness } }),
        ...refusals,
      },
    },
  }
}

/** `ready` answers about everything watched or, with scope=self, about Traylight. */
const eitherReadiness = {
  content: { 'application/json': { schema: { anyOf: [ref('HealthResponse'), ref('SelfResponse')] } } },
}

const REFRESH = {
  name: 'refresh',
  in: 'query',
  description:
    'Runs the checks that it covers anew, each at most once per 30 seconds, expensive ones less often. Needs the token.',
  schema: { type: 'string', enum: ['true', 'false', '1', '0'], default: 'false' },
}
const SCOPE = {
  name: 'scope',
  in: 'query',
  description: 'self: only whether Traylight itself can work, whatever it watches.',
  schema: { type: 'string', enum: ['all', 'self'], default: 'all' },
}
const pathParameter = (name: string) => ({
  ...{ name, in: 'path', required: true },
  description: 'As the list of endpoints has it, encoded for a path.',
  schema: { type: 'string' },
})

function plainItem(id: string, answers: string, type: string, schema: object) {
  return {
    get: {
      ...{ operationId: id, summary: answers, tags: ['about'] },
      responses: { 200: { description: answers, content: { [type]: { schema } } } },
    },
  }
}
