import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { PassThrough } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { reportOrderSchema } from '#shared/reports.ts'
import { HistoryFailure } from '../history/history-store.ts'
import { findFormat, labelOf, requestOf } from '../reports/report-desk.ts'
import { ReportFailure } from '../reports/report-failure.ts'
import { reportFileName } from '../reports/report-file-name.ts'
import { loadReportFormats, type Reports } from '../reports/reports.ts'
import { streamSink } from '../reports/stream-sink.ts'

export interface ReportRoutesOptions {
  readonly reports: Reports
  readonly hasToken: (request: FastifyRequest) => boolean
  /** Told of errors that are ours. */
  readonly onError: (error: unknown) => void
}

/** Of the rows of history that a report will have, about. */
export const ROWS_HEADER = 'x-traylight-rows'
/** Of the name that the report should have. */
export const NAME_HEADER = 'x-traylight-file-name'

const NO_FILE = { error: 'There is no such report, or it is not finished.' }

/** Reports over HTTP, for who has the token: those that were written, and new ones straight into the answer. */
export function registerReportRoutes(app: FastifyInstance, options: ReportRoutesOptions): void {
  const { reports } = options
  const guard = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!options.hasToken(request)) {
      await reply.code(401).send({ error: 'This needs the token: send it as "Authorization: Bearer TOKEN".' })
    }
  }
  app.get<{ Params: { id: string } }>('/api/v1/reports/:id', { preHandler: guard }, (request, reply) =>
    sendFile(reply, reports.desk.fileOf(request.params.id)),
  )
  app.get<{ Params: { id: string } }>(
    '/api/v1/reports/schedules/:id',
    { preHandler: guard },
    (request, reply) =>
      sendFile(reply, reports.schedules.views.find(({ id }) => id === request.params.id)?.last?.path ?? null),
  )
  app.post('/api/v1/reports', { preHandler: guard }, async (request, reply) => {
    const order = reportOrderSchema.safeParse(request.body)
    if (!order.success) return reply.code(400).send({ error: z.prettifyError(order.error) })
    return writeInto(reply, order.data, options)
  })
}

/** Writes as fast as it is read; who goes away ends it, and an error after the beginning breaks the answer off. */
async function writeInto(
  reply: FastifyReply,
  order: z.output<typeof reportOrderSchema>,
  { reports, onError }: ReportRoutesOptions,
) {
  const ending = new AbortController()
  const body = new PassThrough({ highWaterMark: 256 * 1024 })
  body.once('close', () => ending.abort(new ReportFailure('It was cancelled.')))
  try {
    const format = findFormat(await loadReportFormats(), order.format)
    const { source, estimatedRows } = await reports.open(requestOf(order), ending)
    const name = reportFileName(labelOf(order), order, format.extension, reports.timeZone)
    void format
      .write(source, streamSink(body, ending.signal), ending.signal)
      .then(() => body.end())
      .catch((error: unknown) => {
        if (!ending.signal.aborted) onError(error)
        body.destroy()
      })
    return reply
      .header(ROWS_HEADER, estimatedRows)
      .header(NAME_HEADER, name)
      .header('content-disposition', `attachment; filename="${name}"`)
      .type('application/octet-stream')
      .send(body)
  } catch (error) {
    if (error instanceof ReportFailure) return reply.code(400).send({ error: error.message })
    if (error instanceof HistoryFailure) return reply.code(503).send({ error: error.message })
    throw error
  }
}

async function sendFile(reply: FastifyReply, path: string | null) {
  const stats = path === null ? null : await stat(path).catch(() => null)
  if (path === null || stats === null) return reply.code(404).send(NO_FILE)
  const name = basename(path).replaceAll(/["\\\r\n]/g, '_')
  return reply
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('content-length', stats.size)
    .type('application/octet-stream')
    .send(createReadStream(path))
}
