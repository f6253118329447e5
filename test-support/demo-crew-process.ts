import { join } from 'node:path'
import { gatherCrew } from '#demo/crew.ts'
import { recordingLog } from './recording-log.ts'

/**
 * A demo's crew that lives until its parent process is killed: prints whom it started as a line of JSON, with its MCP
 * server frozen. `node test-support/demo-crew-process.ts`
 */
const actorFile = join(import.meta.dirname, '../src/demo/actor.ts')
const crew = await gatherCrew({ actorFile, log: recordingLog(), usesInstalled: false })
const { guard, mcp, backend } = crew
await mcp.freeze()
process.stdout.write(
  `${JSON.stringify({ pids: [guard, mcp, backend].map(({ pid }) => pid), folder: guard.facts.folder })}\n`,
)
