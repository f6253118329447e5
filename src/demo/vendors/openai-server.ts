import { bearerToken, type VendorAnswer, type VendorRequest, VendorServer } from './vendor-server.ts'

/** What a simulated OpenAI accepts and offers. */
export interface OpenAiServerOptions {
  readonly apiKeys: readonly string[]
  readonly models?: readonly string[]
  /** Organizations that the keys belong to; any where left out. */
  readonly organizations?: readonly string[]
}

/** OpenAI's API, as far as listing models (https://platform.openai.com/docs/api-reference/models). */
export class OpenAiServer extends VendorServer {
  /** Keys that are good but restricted: they may not read models. */
  readonly restrictedKeys = new Set<string>()
  readonly #options: OpenAiServerOptions

  constructor(options: OpenAiServerOptions) {
    super()
    this.#options = options
  }

  /** The address that clients are configured with. */
  get apiUrl(): string {
    return `${this.url}/v1`
  }

  protected override good(request: VendorRequest): VendorAnswer {
    const key = bearerToken(request)
    const organization = request.headers['openai-organization']
    const {
      apiKeys,
      organizations,
      models = ['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small'],
    } = this.#options
    if (key === '') {
      const message =
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
      return openAiError(401, message, { type: 'invalid_request_error' })
    }
    if (this.restrictedKeys.has(key)) {
      const message =
        'You have insufficient permissions for this operation. Missing scopes: api.model.read. Check that you have the correct role in your organization.'
      return openAiError(403, message, { type: 'invalid_request_error', code: 'missing_scope' })
    }
    if (!apiKeys.includes(key)) {
      const message = `Incorrect API key provided: ${masked(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`
      return openAiError(401, message, { type: 'invalid_request_error', code: 'invalid_api_key' })
    }
    if (typeof organization === 'string' && organizations && !organizations.includes(organization)) {
      const message = `No such organization: ${organization}.`
      return openAiError(401, message, { type: 'invalid_request_error', code: 'invalid_organization' })
    }
    if (request.path !== '/v1/models') {
      const message = `Invalid URL (${request.method} ${request.path})`
      return openAiError(404, message, { type: 'invalid_request_error' })
    }
    const data = models.map(id => ({ id, object: 'model', created: 1_715_367_049, owned_by: 'system' }))
    return { status: 200, body: { object: 'list', data } }
  }

  protected override rateLimited(): VendorAnswer {
    const message =
      'Rate limit reached for requests. Limit: 3 / min. Please try again in 20s. Contact us through our help center if you continue to have issues.'
    return openAiError(429, message, { type: 'requests', code: 'rate_limit_exceeded' })
  }

  protected override quotaExhausted(): VendorAnswer {
    const message =
      'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.'
    return openAiError(429, message, { type: 'insufficient_quota', code: 'insufficient_quota' })
  }

  protected override down(): VendorAnswer {
    const message = 'The engine is currently overloaded, please try again later.'
    return openAiError(503, message, { type: 'server_error' })
  }
}

function openAiError(
  status: number,
  message: string,
  { type, code = null }: { readonly type: string; readonly code?: string | null },
): VendorAnswer {
  return { status, body: { error: { message, type, param: null, code } } }
}

/** OpenAI shows the ends of the key it was given. */
function masked(key: string): string {
  return key.length < 12
    ? '*'.repeat(key.length)
    : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`
}
