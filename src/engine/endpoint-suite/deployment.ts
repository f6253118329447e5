import { decodedPart } from '#shared/decoded-part.ts'
import { requestHeaders } from '../backends/fetch-following.ts'
import { CheckFailure } from '../checkers/checker.ts'
import { showUrl } from '../checkers/http-exchange.ts'
import { SUITE_ENDPOINTS } from './suite-endpoints.ts'
import { SuiteOptionError, type SuiteOptions } from './suite-options.ts'

/** A deployment under test: where its endpoints are, and what is sent to them. */
export interface Deployment {
  /** Its address as it is shown, without credentials and without a slash at the end. */
  readonly shown: string
  /** What must not appear in a result. */
  readonly secrets: readonly string[]
  urlOf(path: string): URL
  headersFor(url: URL): Record<string, string>
}

/**
 * Reads where a deployment is.
 *
 * @throws SuiteOptionError where the address or a header cannot be used
 */
export function readDeployment({ url, headers = {}, token }: SuiteOptions): Deployment {
  const root = URL.parse(url)
  if (!root || !/^https?:$/.test(root.protocol) || root.hostname === '') {
    throw new SuiteOptionError(
      `"${url.slice(0, 200)}" is no address to test. Give one such as http://localhost:8009.`,
    )
  }
  const base = root.pathname.replace(/\/+$/, '')
  const longest = SUITE_ENDPOINTS.map(({ path }) => path)
    .filter(path => base.endsWith(path))
    .sort((a, b) => b.length - a.length)[0]
  if (longest !== undefined) {
    throw new SuiteOptionError(
      `Give the address of the deployment, without the path of one endpoint: ${root.origin}${base.slice(0, -longest.length)}`,
    )
  }
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const sent = { ...authorization, ...lowerCased(headers) }
  const urlOf = (path: string): URL => {
    const found = new URL(root)
    found.pathname = `${base}${path}`
    found.search = ''
    found.hash = ''
    return found
  }
  const headersFor = (target: URL) => requestHeaders(target, sent)
  try {
    headersFor(urlOf('/health'))
  } catch (error) {
    if (error instanceof CheckFailure) throw new SuiteOptionError(error.message)
    throw error
  }
  const password = decodedPart(root.password)
  return {
    shown: showUrl(urlOf('')).replace(/\/$/, ''),
    secrets: [password, token ?? '', ...Object.values(headers).flatMap(secretsOf)].filter(
      text => text !== '',
    ),
    urlOf,
    headersFor,
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/** A header's value and, of one such as `Bearer abc`, what stands behind the scheme. */
function secretsOf(value: string): readonly string[] {
  const behind = /^[A-Za-z]+ +(\S+)$/.exec(value)?.[1]
  return behind === undefined ? [value] : [value, behind]
}
