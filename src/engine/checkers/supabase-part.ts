import { z } from 'zod'
import { type ApiAnswer, addressBelow, callApi } from './api-call.ts'
import type { CheckContext } from './checker.ts'
import { type ApiProblem, explainApiAnswer, undocumentedAnswer } from './explain-api-answer.ts'

/** The parts of a project that can be asked. */
export const SUPABASE_PARTS = ['auth', 'rest', 'storage'] as const
export type SupabasePart = (typeof SUPABASE_PARTS)[number]

/** What a part answered, and what is wrong with that. */
export interface PartAnswer {
  readonly answer: ApiAnswer
  readonly problem: ApiProblem | undefined
}

/** A project, and the key to it. */
export interface SupabaseProject {
  readonly url: string
  readonly key: string
}

/** Supabase's own status for a project that was paused (https://supabase.com/docs/guides/troubleshooting/http-status-codes). */
const PAUSED = 540
/** PostgREST's and PostgreSQL's codes for a table that there is not. */
const NO_SUCH_TABLE: ReadonlySet<string> = new Set(['PGRST205', '42P01'])
/** A table that nobody has. */
const NOBODYS_TABLE = '/rest/v1/traylight_health_check'

const authSchema = z.looseObject({ name: z.string(), version: z.string() })
const bucketsSchema = z.array(z.looseObject({ name: z.string() }))
const openApiSchema = z.looseObject({ paths: z.looseObject({}) })
const restErrorSchema = z.looseObject({ code: z.string() })
const storageErrorSchema = z.looseObject({ statusCode: z.union([z.string(), z.number()]) })

/** Asks one part of a project. */
export async function askSupabasePart(
  part: SupabasePart,
  project: SupabaseProject,
  context: CheckContext,
): Promise<PartAnswer> {
  const vendor = { name: `Supabase ${part}`, key: 'key', action: 'use it', keys: [project.key] }
  const { answer, isDocumented } = await ASK[part](project, context)
  if (answer.statusCode === PAUSED) {
    const message = 'The Supabase project is paused (540). Restore it in the dashboard of Supabase.'
    return { answer, problem: { failure: 'unexpected', message, vendorTrouble: false } }
  }
  if (isDocumented) return { answer, problem: undefined }
  return { answer, problem: explainApiAnswer(answer, vendor) ?? undocumentedAnswer(answer, vendor) }
}

interface Asked {
  readonly answer: ApiAnswer
  /** Whether the part answered as one that works does. */
  readonly isDocumented: boolean
}

const ASK: Readonly<
  Record<SupabasePart, (project: SupabaseProject, context: CheckContext) => Promise<Asked>>
> = {
  async auth(project, context) {
    const answer = await ask(project, '/auth/v1/health', context)
    return { answer, isDocumented: isOk(answer) && authSchema.safeParse(answer.document).success }
  },

  /**
   * The root answers with a description of all tables, which since April 2026 only secret keys may read
   * (https://supabase.com/changelog/42949-breaking-change-removing-access-to-openapi-spec-via-the-anon-key). With any
   * other key a table that there is not shows that PostgREST answers and takes the key.
   */
  async rest(project, context) {
    const root = await ask(project, '/rest/v1/', context)
    if (root.statusCode !== 401 && root.statusCode !== 403) {
      const isBeginning = !root.complete && /^\s*\{/.test(root.text)
      const isOpenApi = isBeginning || openApiSchema.safeParse(root.document).success
      return { answer: root, isDocumented: isOk(root) && isOpenApi }
    }
    const answer = await ask(project, NOBODYS_TABLE, context)
    const error = restErrorSchema.safeParse(answer.document)
    return { answer, isDocumented: error.success && NO_SUCH_TABLE.has(error.data.code) }
  },

  /**
   * The list of buckets, rather than `/storage/v1/status`: that needs no key, and answers also where Storage does not
   * reach its database. A key that may see no bucket gets an empty list.
   */
  async storage(project, context) {
    const answer = await ask(project, '/storage/v1/bucket?limit=1', context)
    // Storage sends 400 and says in the body what it means.
    const error = storageErrorSchema.safeParse(answer.document)
    const statusCode = answer.statusCode === 400 && error.success ? Number(error.data.statusCode) : 0
    const meant = statusCode >= 401 && statusCode <= 599 ? { ...answer, statusCode } : answer
    return { answer: meant, isDocumented: isOk(meant) && bucketsSchema.safeParse(meant.document).success }
  },
}

function ask({ url, key }: SupabaseProject, address: string, context: CheckContext): Promise<ApiAnswer> {
  const [path = '', query = ''] = address.split('?')
  const below = addressBelow(url, path)
  below.search = query
  const headers = { apikey: key, ...(isJwt(key) && { authorization: `Bearer ${key}` }) }
  return callApi({ url: below, headers, mayBeLong: true }, context)
}

function isOk({ statusCode }: ApiAnswer): boolean {
  return statusCode === 200
}

/** The older keys (`anon`, `service_role`) are tokens; the newer (`sb_publishable_…`, `sb_secret_…`) are not. */
function isJwt(key: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(key)
}
