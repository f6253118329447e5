import { bearerToken, type VendorAnswer, type VendorRequest, VendorServer } from './vendor-server.ts'

const TRACE_ID = '5e2f1c9a7d3b4086'

/** The modulus of a signing key that signs nothing. */
const MODULUS = 'x'.repeat(342)

/** Clerk's Backend API, as far as the keys that sessions are signed with (https://clerk.com/docs/reference/backend-api). */
export class ClerkServer extends VendorServer {
  readonly #secretKeys: readonly string[]

  constructor({ secretKeys }: { readonly secretKeys: readonly string[] }) {
    super()
    this.#secretKeys = secretKeys
  }

  protected override good(request: VendorRequest): VendorAnswer {
    if (!this.#secretKeys.includes(bearerToken(request))) {
      const message =
        'The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.'
      return clerkError(401, 'clerk_key_invalid', message)
    }
    if (request.method !== 'GET' || request.path !== '/v1/jwks') {
      return clerkError(404, 'resource_not_found', 'Resource not found')
    }
    const key = { use: 'sig', kty: 'RSA', kid: 'ins_2mock', alg: 'RS256', n: MODULUS, e: 'AQAB' }
    return { status: 200, body: { keys: [key] } }
  }

  protected override rateLimited(): VendorAnswer {
    return clerkError(429, 'too_many_requests', 'Too many requests. Please try again in a bit.')
  }

  protected override quotaExhausted(): VendorAnswer {
    return clerkError(403, 'quota_exceeded', 'You have reached your limit of monthly active users.')
  }

  protected override down(): VendorAnswer {
    return clerkError(500, 'internal_clerk_error', 'Oops, an unexpected error occurred')
  }
}

function clerkError(status: number, code: string, message: string): VendorAnswer {
  const body = { errors: [{ message, long_message: message, code }], clerk_trace_id: TRACE_ID }
  return { status, body, headers: { 'x-clerk-trace-id': TRACE_ID } }
}
