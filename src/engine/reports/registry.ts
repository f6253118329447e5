import type { ReportFormat } from './report-format.ts'

/** Every format a report can be written in, in the order in which they are offered. */
export const reportFormats: readonly ReportFormat[] = []
