import {
  bearerToken,
  type VendorAnswer,
  type VendorBehaviour,
  type VendorRequest,
  VendorServer,
} from './vendor-server.ts'

/** A part of a project that can have trouble by itself. */
export type SupabaseServerPart = 'auth' | 'rest' | 'storage'

/** The keys that a simulated project accepts, of the older kind (tokens) or the newer (`sb_…`). */
export interface SupabaseServerOptions {
  /** Of the browser: `sb_publishable_…` or `anon`. */
  readonly publishableKeys: readonly string[]
  /** Of servers: `sb_secret_…` or `service_role`. */
  readonly secretKeys: readonly string[]
}

/**
 * A Supabase project: its gateway with Auth, the Data API and Storage behind it, after the routes of
 * https://github.com/supabase/supabase (docker/volumes/api) and the services behind them.
 */
export class SupabaseServer extends VendorServer {
  /** How single parts behave, where that is not as the whole. */
  readonly partBehaviour = new Map<SupabaseServerPart, VendorBehaviour>()
  readonly #options: SupabaseServerOptions

  constructor(options: SupabaseServerOptions) {
    super()
    this.#options = options
  }

  protected override answer(request: VendorRequest): VendorAnswer {
    const part = partOf(request)
    const behaviour = part && this.partBehaviour.get(part)
    if (behaviour === 'down') return this.down(request)
    if (behaviour === 'rate-limited') return this.rateLimited()
    return super.answer(request)
  }

  protected override good(request: VendorRequest): VendorAnswer {
    switch (partOf(request)) {
      case 'auth':
        return this.#throughGateway(request) ?? auth(request)
      case 'rest':
        return this.#throughGateway(request) ?? this.#rest(request)
      case 'storage':
        return this.#storage(request)
      default:
        return { status: 404, body: { message: 'no Route matched with those values' } }
    }
  }

  protected override rateLimited(): VendorAnswer {
    return { status: 429, body: { message: 'API rate limit exceeded' } }
  }

  /** An organization that is over its quota is restricted (https://supabase.com/docs/guides/platform/billing-faq). */
  protected override quotaExhausted(): VendorAnswer {
    const message =
      'Service for this project is restricted due to the following violations: exceed_egress_quota.'
    return { status: 402, body: { message } }
  }

  protected override down(request: VendorRequest): VendorAnswer {
    if (partOf(request) === 'rest') {
      const message = 'Could not query the database for the schema cache. Retrying.'
      return { status: 503, body: { code: 'PGRST002', details: null, hint: null, message } }
    }
    const body = { message: 'name resolution failed' }
    return { status: 503, body }
  }

  #keyKind(key: string | string[] | undefined): 'publishable' | 'secret' | undefined {
    if (typeof key !== 'string') return undefined
    if (this.#options.secretKeys.includes(key)) return 'secret'
    return this.#options.publishableKeys.includes(key) ? 'publishable' : undefined
  }

  /** Nobody comes past the gateway without a key; undefined where one does. */
  #throughGateway({ headers }: VendorRequest): VendorAnswer | undefined {
    if (headers.apikey === undefined) {
      const hint = 'No `apikey` request header or url param was found.'
      return { status: 401, body: { message: 'No API key found in request', hint } }
    }
    if (this.#keyKind(headers.apikey) !== undefined) return undefined
    const hint = 'Double check your Supabase `anon` or `service_role` API key.'
    return { status: 401, body: { message: 'Invalid API key', hint } }
  }

  #rest(request: VendorRequest): VendorAnswer {
    if (request.path !== '/rest/v1/') {
      const table = request.path.replace('/rest/v1/', '')
      const message = `Could not find the table 'public.${table}' in the schema cache`
      return { status: 404, body: { code: 'PGRST205', details: null, hint: null, message } }
    }
    if (this.#keyKind(request.headers.apikey) !== 'secret') {
      const hint = 'Accessing the schema via the Data API is only allowed using a secret API key.'
      return { status: 401, body: { message: 'Access to schema is forbidden', hint } }
    }
    const body = { swagger: '2.0', info: { title: 'standard public schema' }, paths: { '/': {} } }
    return { status: 200, body, headers: { 'content-type': 'application/openapi+json; charset=utf-8' } }
  }

  /** Storage sees to its keys by itself; the gateway turns those that are no tokens into one. */
  #storage(request: VendorRequest): VendorAnswer {
    if (request.path === '/storage/v1/status') return { status: 200, body: '' }
    if (request.path !== '/storage/v1/bucket') {
      return storageError('404', 'not_found', `Route ${request.method}:${request.path} not found`)
    }
    const token = bearerToken(request)
    const { apikey } = request.headers
    const isOpaque = typeof apikey === 'string' && apikey.startsWith('sb_')
    if (token === '' && !isOpaque) {
      return storageError('400', 'Error', "headers must have required property 'authorization'")
    }
    const kind = this.#keyKind(token === '' ? apikey : token)
    if (kind === undefined) return storageError('403', 'Unauthorized', 'Invalid Compact JWS')
    const bucket = { id: 'avatars', name: 'avatars', owner: '', public: false }
    return { status: 200, body: kind === 'secret' ? [bucket] : [] }
  }
}

function partOf({ path }: VendorRequest): SupabaseServerPart | undefined {
  if (path.startsWith('/auth/v1/')) return 'auth'
  if (path.startsWith('/rest/v1/')) return 'rest'
  return path.startsWith('/storage/v1/') ? 'storage' : undefined
}

function auth({ path }: VendorRequest): VendorAnswer {
  if (path !== '/auth/v1/health') return { status: 404, body: { code: 404, msg: 'Not Found' } }
  const description = 'GoTrue is a user registration and authentication API'
  return { status: 200, body: { version: 'v2.180.0', name: 'GoTrue', description } }
}

/** Storage answers 400 and says in the body what it means. */
function storageError(statusCode: string, error: string, message: string): VendorAnswer {
  return { status: 400, body: { statusCode, error, message } }
}
