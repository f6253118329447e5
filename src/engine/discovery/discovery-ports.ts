import { recogniseAmqp } from './recognise-amqp.ts'
import { recogniseHttp } from './recognise-http.ts'
import { recogniseMongodb } from './recognise-mongodb.ts'
import { recogniseMysql } from './recognise-mysql.ts'
import { recognisePostgres } from './recognise-postgres.ts'
import { recogniseRedis } from './recognise-redis.ts'
import { recogniseWebSocket } from './recognise-websocket.ts'
import type { Recogniser } from './recogniser.ts'

/** Something that listens and says nothing known: worth offering only on a port that is known for something. */
const recogniseListener: Recogniser = async address => ({
  protocol: 'tcp',
  name: null,
  category: 'apis',
  evidence: 'accepts connections; what it is can only be told from its port',
  check: { kind: 'tcp', host: address.host, port: address.port },
})

/** Every recogniser, by the name that hints use. */
export const RECOGNISERS = {
  postgres: recognisePostgres,
  redis: recogniseRedis,
  mysql: recogniseMysql,
  mongodb: recogniseMongodb,
  amqp: recogniseAmqp,
  http: recogniseHttp('http'),
  https: recogniseHttp('https'),
  websocket: recogniseWebSocket,
  tcp: recogniseListener,
} as const satisfies Readonly<Record<string, Recogniser>>

export type Hint = keyof typeof RECOGNISERS

/** What is usually found on a port: given to a service that has a health endpoint there or speaks no HTTP. */
export interface UsualService {
  readonly name: string
  readonly category: string
}

/** A port to look at, and the protocols to try on it, in this order. */
export interface DiscoveryPort {
  readonly port: number
  readonly hints: readonly Hint[]
  readonly usually?: UsualService
}

const PLAIN_HTTP_PORTS = [80, 3000, 3001, 4000, 5000, 5173, 8000, 8080, 8081, 9000, 9090]
const TLS_PORTS = [443, 8443]

/** Where discovery looks: the usual ports of databases and web servers, and those of the report. */
export const DISCOVERY_PORTS: readonly DiscoveryPort[] = [
  { port: 5432, hints: ['postgres'] },
  { port: 6379, hints: ['redis'] },
  { port: 3306, hints: ['mysql'] },
  { port: 27_017, hints: ['mongodb'] },
  { port: 5672, hints: ['amqp'] },
  ...PLAIN_HTTP_PORTS.map((port): DiscoveryPort => ({ port, hints: ['http', 'https'] })),
  ...TLS_PORTS.map((port): DiscoveryPort => ({ port, hints: ['https', 'http'] })),
  { port: 8009, hints: ['http'], usually: { name: 'ToolBoxAI backend', category: 'apis' } },
  {
    port: 9877,
    hints: ['websocket', 'http', 'tcp'],
    usually: { name: 'MCP server', category: 'agents' },
  },
  { port: 9878, hints: ['http'], usually: { name: 'MCP server health', category: 'agents' } },
  { port: 8888, hints: ['http', 'tcp'], usually: { name: 'Agent coordinator', category: 'agents' } },
  { port: 5001, hints: ['http'], usually: { name: 'Flask bridge', category: 'roblox' } },
]
