import { parseArgs } from 'node:util'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'

/** The demo's backend as a process of its own: `node test-support/toolboxai-backend-process.ts --port 8009`. */
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
const backend = new ToolboxaiBackend({ port: Number(values.port) })
await backend.start()
console.log(`listening on ${backend.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void backend.stop())
}
