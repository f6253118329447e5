import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { findProgram } from '#demo/programs/find-program.ts'
import { freePort } from '#demo/programs/free-port.ts'
import { startServerProcess } from '#demo/programs/server-process.ts'
import { makeTempDir } from '#demo/programs/temp-dir.ts'

/** One series of an answer: its labels, and its value as text. */
export interface QueriedSeries {
  readonly metric: Readonly<Record<string, string>>
  readonly value: string
}

/** A real Prometheus on a free port of 127.0.0.1, with its data in a directory of its own. */
export interface PrometheusServer {
  readonly url: string
  /** Asks its HTTP API for the value of an expression now; rejects with its words where it cannot be parsed. */
  query(expression: string): Promise<readonly QueriedSeries[]>
  /** What its scrapes say: the address of each target, and its last error. */
  targets(): Promise<
    readonly { readonly scrapeUrl: string; readonly lastError: string; readonly health: string }[]
  >
  stop(): Promise<void>
}

const resultSchema = z.object({
  metric: z.record(z.string(), z.string()),
  value: z.tuple([z.number(), z.string()]),
})
const answerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('error'), error: z.string() }),
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: z.array(resultSchema) }),
      z.object({ resultType: z.literal('scalar'), result: z.tuple([z.number(), z.string()]) }),
    ]),
  }),
])
const targetsSchema = z.object({
  data: z.object({
    activeTargets: z.array(z.object({ scrapeUrl: z.string(), lastError: z.string(), health: z.string() })),
  }),
})

/**
 * Starts a Prometheus of Debian.
 *
 * @param config its configuration, as it stands in prometheus.yml
 * @param args further arguments, such as `--web.enable-remote-write-receiver`
 */
export async function startPrometheus(
  config: string,
  args: readonly string[] = [],
): Promise<PrometheusServer> {
  const command = await findProgram('prometheus', ['/usr/bin'], 'prometheus')
  const dir = await makeTempDir('prometheus')
  const port = await freePort()
  const file = join(dir.path, 'prometheus.yml')
  await writeFile(file, config)
  const server = await startServerProcess({
    command,
    args: [
      `--config.file=${file}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--storage.tsdb.path=${join(dir.path, 'data')}`,
      ...args,
    ],
    ready: /Server is ready to receive web requests/,
    stopSignal: 'SIGTERM',
  }).catch(async (error: unknown) => {
    await dir.remove()
    throw error
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    async query(expression) {
      const body = new URLSearchParams({ query: expression })
      const answer = await fetch(`${url}/api/v1/query`, { method: 'POST', body })
      const parsed = answerSchema.parse(await answer.json())
      if (parsed.status === 'error') throw new Error(`${expression}: ${parsed.error}`)
      const { data } = parsed
      if (data.resultType === 'scalar') return [{ metric: {}, value: data.result[1] }]
      return data.result.map(({ metric, value }) => ({ metric, value: value[1] }))
    },
    async targets() {
      const answer = await fetch(`${url}/api/v1/targets`)
      return targetsSchema.parse(await answer.json()).data.activeTargets
    },
    async stop() {
      await server.stop()
      await dir.remove()
    },
  }
}
