// The bare loops that checks are compared with: requests to one address and nothing else, in a process of their own.
// Arguments: the address, `fresh`, `keep-alive` or `undici` (kept alive), requests per second, and how many of them go
// out at a time; 0 per second is one after the other, as fast as they go.
import { Agent, type RequestOptions, request } from 'node:http'
import { connect } from 'node:net'
import { Pool } from 'undici'

const [address = '', way = '', rate = '0', atATime = '1'] = process.argv.slice(2)
const burst = Number(atATime)
const { hostname, port, pathname, origin } = new URL(address)

function overHttp(options: RequestOptions): () => Promise<void> {
  return () =>
    new Promise((resolve, reject) => {
      const sent = request({ hostname, port, path: pathname, ...options }, response => {
        response.resume()
        response.on('end', resolve)
      })
      sent.on('error', reject)
      sent.end()
    })
}

function overUndici(): () => Promise<void> {
  const client = new Pool(origin, { connections: burst, keepAliveTimeout: 90_000 })
  return async () => {
    const { body } = await client.request({ path: pathname, method: 'GET' })
    await body.dump()
  }
}

const WAYS: Readonly<Record<string, () => () => Promise<void>>> = {
  // Without an agent: the least that node:http does for a connection of its own.
  fresh: () =>
    overHttp({ createConnection: () => connect({ host: hostname, port: Number(port), noDelay: true }) }),
  'keep-alive': () => overHttp({ agent: new Agent({ keepAlive: true, maxSockets: burst }) }),
  undici: overUndici,
}

const ask = WAYS[way]?.()
if (!ask) throw new Error(`There is no way called "${way}".`)
process.on('disconnect', () => process.exit(0))
process.send?.('begun')
const askAll = () => {
  for (let i = 0; i < burst; i++) void ask()
}
if (Number(rate) > 0) setInterval(askAll, (1000 * burst) / Number(rate))
else for (;;) await ask()
