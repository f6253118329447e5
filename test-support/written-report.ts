import type { ReportFormat, ReportSource } from '../src/engine/reports/report-format.ts'

/** Writes a report into memory. */
export async function writtenReport(
  format: ReportFormat,
  source: ReportSource,
  signal = new AbortController().signal,
): Promise<Buffer> {
  const pieces: Buffer[] = []
  await format.write(source, { write: async piece => void pieces.push(Buffer.from(piece)) }, signal)
  return Buffer.concat(pieces)
}
