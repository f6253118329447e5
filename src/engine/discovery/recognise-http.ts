import { z } from 'zod'
import { integrationOverviewSchema, standardResponseSchema } from '#shared/report-shapes.ts'
import { printable, shorten } from '../checkers/printable-text.ts'
import { askHttp, type HttpAnswer } from './ask-http.ts'
import { loopbackUrl } from './loopback-url.ts'
import type { Finding, LoopbackAddress, ProbeContext, Recogniser } from './recogniser.ts'

/** Where a health document is looked for, best first; one in the report's format is better than any other. */
const HEALTH_PATHS = ['/health', '/api/v1/health', '/api/v1/health/integrations'] as const

/** Words that health documents of many makers have for "all is well" (health+json, Spring Boot's actuator among them). */
const healthySchema = z.object({ status: z.string().regex(/^(healthy|ok|up|pass|passing)$/i) })

/** HTTP: any answer is one. Its health endpoint is found too, where it has one. */
export function recogniseHttp(scheme: 'http' | 'https'): Recogniser {
  return async (address, context) => {
    const [root, ...health] = await Promise.all(
      ['/', ...HEALTH_PATHS].map(path => askQuietly(address, scheme, path, context)),
    )
    const documents = HEALTH_PATHS.flatMap((path, index) => {
      const answer = health[index]
      const found = answer ? healthIn(answer) : null
      return answer && found ? [{ path, answer, found }] : []
    })
    const best = documents.find(({ found }) => found.health === 'report') ?? documents[0]
    if (best) {
      const { path, answer, found } = best
      const evidence =
        found.health === 'report'
          ? `answered ${path} in the standard health format`
          : `answered ${path} with "${found.word}"`
      return finding(address, scheme, path, answer, evidence, found.health)
    }
    const answer = root ?? health.find(one => one !== null)
    if (!answer) return null
    const server = answer.server === '' ? '' : ` (${shorten(printable(answer.server), 40)})`
    const evidence = `answered ${scheme === 'https' ? 'HTTPS' : 'HTTP'} with ${answer.statusCode}${server}`
    return finding(address, scheme, '/', answer, evidence)
  }
}

async function askQuietly(
  address: LoopbackAddress,
  scheme: 'http' | 'https',
  path: string,
  context: ProbeContext,
): Promise<HttpAnswer | null> {
  return askHttp(address, { scheme, path }, context).catch(() => null)
}

/** Whether this is a health document: the report's, which may tell of trouble, or one whose status says that all is well. */
function healthIn(answer: HttpAnswer): { health: 'report' | 'status'; word: string } | null {
  const document = parseJson(answer.body)
  const isReport = [standardResponseSchema, integrationOverviewSchema].some(
    s => s.safeParse(document).success,
  )
  if (isReport) return { health: 'report', word: '' }
  if (answer.statusCode >= 300) return null
  const healthy = healthySchema.safeParse(document)
  if (healthy.success) return { health: 'status', word: healthy.data.status }
  const text = answer.body.trim()
  return /^(ok|healthy)\.?$/i.test(text) ? { health: 'status', word: text } : null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function finding(
  address: LoopbackAddress,
  scheme: 'http' | 'https',
  path: string,
  answer: HttpAnswer,
  evidence: string,
  health?: 'report' | 'status',
): Finding {
  // A root that wants a login or does not exist is an answer too; the monitor must not begin as unhealthy for it.
  const refuses = !health && answer.statusCode >= 400 && answer.statusCode < 500
  return {
    protocol: scheme,
    name: null,
    category: 'apis',
    evidence: answer.trusted ? evidence : `${evidence}; its certificate is not trusted here`,
    check: {
      kind: 'http',
      url: loopbackUrl(scheme, address, path),
      ...(refuses ? { expectedStatus: [String(answer.statusCode)] } : {}),
      ...(answer.trusted ? {} : { tls: { rejectUnauthorized: false } }),
    },
    ...(health ? { health } : {}),
  }
}
