import type { ReportSink } from '#engine/reports/report-format.ts'

/** A report that can be written now, wherever it is made. */
export interface ReportStream {
  /** What its file should be called. */
  readonly fileName: string
  /** About how many rows of history it has. */
  readonly rows: number
  /** Writes all of it; `onRows` is told how many rows of history it has so far, where that can be told. */
  write(sink: ReportSink, onRows: (rows: number) => void): Promise<void>
  close(): Promise<void>
}
