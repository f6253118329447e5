import { X509Certificate } from 'node:crypto'
import { checkServerIdentity } from 'node:tls'
import { type CertificateFacts, certificateFacts } from './certificate-facts.ts'
import { CheckFailure } from './checker.ts'
import { explainFailure } from './explain-failure.ts'
import { exchangeByDispatch } from './http-dispatch.ts'
import { type HttpExchange, hostOf } from './http-exchange.ts'

/**
 * Asks through an HTTP proxy: https by a tunnel, http by handing the request on. Over a connection of its own, whose
 * steps cannot be timed one by one, because the proxy makes them.
 */
export async function exchangeThrough(proxy: string): Promise<HttpExchange> {
  const { ProxyAgent } = await import('undici')
  return async (ask, plan, context) => {
    let certificate: CertificateFacts | undefined
    const { rejectUnauthorized, ca, cert, key, servername } = ask.tls
    const agent = new ProxyAgent({
      uri: proxy,
      headersTimeout: 0,
      bodyTimeout: 0,
      connectTimeout: context.timeoutMs,
      allowH2: false,
      requestTls: {
        rejectUnauthorized,
        ...(servername !== undefined && { servername }),
        ...(ca !== undefined && { ca }),
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
        checkServerIdentity(host, peer) {
          certificate = certificateFacts(new X509Certificate(peer.raw))
          return checkServerIdentity(host, peer)
        },
      },
    })
    try {
      return await exchangeByDispatch(agent, ask, plan, context, {
        facts: () => ({ timing: {}, certificate }),
        explain: error => proxyFailure(error, new URL(proxy)),
      })
    } finally {
      void agent.destroy().catch(() => {})
    }
  }
}

/** Until the tunnel stands, what fails is the proxy; certificates and what comes after are the target's. */
function proxyFailure(error: unknown, proxy: URL): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const answered = /^Proxy (?:response|Authentication Required) \((\d{3})\)/.exec(error.message)?.[1]
  if (answered === '407') {
    return new CheckFailure(
      'auth',
      `The proxy ${proxy.host} wants a name and a password. Give them in its URL.`,
    )
  }
  if (answered) {
    return new CheckFailure(
      'protocol',
      `The proxy ${proxy.host} refused to connect: it answered ${answered}.`,
    )
  }
  if (error.name === 'ProxyConnectionError') {
    return new CheckFailure(
      'protocol',
      `The proxy ${proxy.host} broke off the connection before it answered.`,
    )
  }
  if (!/^E[A-Z]+$|^EAI_AGAIN$/.test(error.code) || error.code === 'EPROTO') return error
  const about = { subject: 'The proxy', address: proxy.host, host: hostOf(proxy) }
  const { failure, message } = explainFailure(error, about)
  return new CheckFailure(failure, message)
}
