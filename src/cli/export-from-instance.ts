import { z } from 'zod'
import { NAME_HEADER, ROWS_HEADER } from '#engine/api/report-routes.ts'
import type { ReportSink } from '#engine/reports/report-format.ts'
import type { RunFile } from '#engine/run-file.ts'
import type { ReportOrder } from '#shared/reports.ts'
import { CliError } from './cli-error.ts'
import { EXIT_NOT_RUNNING, EXIT_USAGE } from './exit-codes.ts'
import type { ReportStream } from './report-stream.ts'

const refusal = z.object({ error: z.string() })
/** Formats that have a row of history in each line. */
const BY_LINE: ReadonlySet<string> = new Set(['csv', 'ndjson'])
const NEW_LINE = 0x0a

/**
 * A report by the instance that runs, which makes it while it is read.
 *
 * @throws CliError where it refuses, or cannot be reached
 */
export async function exportFromInstance(
  run: RunFile,
  order: ReportOrder,
  signal: AbortSignal,
): Promise<ReportStream> {
  const response = await ask(run, order, signal)
  const { body, headers } = response
  if (!response.ok || body === null) throw await refused(response, run)
  return {
    fileName: headers.get(NAME_HEADER) ?? `traylight-report.${order.format}`,
    rows: Number(headers.get(ROWS_HEADER) ?? 0),
    write: (sink, onRows) => pass(body, sink, BY_LINE.has(order.format) ? onRows : () => {}, signal),
    close: () => body.cancel().catch(() => undefined),
  }
}

async function ask(run: RunFile, order: ReportOrder, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(new URL('api/v1/reports', run.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${run.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(order),
      signal,
    })
  } catch {
    signal.throwIfAborted()
    throw new CliError(
      `Traylight at ${run.url} does not answer. Is it stopping? Try again.`,
      EXIT_NOT_RUNNING,
    )
  }
}

async function refused(response: Response, run: RunFile): Promise<CliError> {
  const body = refusal.safeParse(await response.json().catch(() => null))
  if (body.success)
    return new CliError(body.data.error, response.status === 400 ? EXIT_USAGE : EXIT_NOT_RUNNING)
  return new CliError(
    `Traylight at ${run.url} answered ${response.status}. Is it another version? Restart it and try again.`,
    EXIT_NOT_RUNNING,
  )
}

async function pass(
  body: ReadableStream<Uint8Array>,
  sink: ReportSink,
  onRows: (rows: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let lines = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      signal.throwIfAborted()
      throw new CliError('Traylight broke the report off. Its log says why; try again.', EXIT_USAGE)
    })
    if (done) return
    await sink.write(value)
    for (let at = value.indexOf(NEW_LINE); at >= 0; at = value.indexOf(NEW_LINE, at + 1)) lines++
    onRows(lines)
  }
}
