import type { SqliteHistory } from './sqlite-history.ts'

/** What went wrong, in words; and whether it is the file that is broken. */
export interface WriterProblem {
  readonly message: string
  readonly isDamaged: boolean
}
export type WriterAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: WriterProblem }

type Methods = Pick<
  SqliteHistory,
  | 'write'
  | 'maintain'
  | 'series'
  | 'chart'
  | 'spans'
  | 'uptime'
  | 'summary'
  | 'latest'
  | 'page'
  | 'info'
  | 'backup'
>

/** How a file was opened. */
export interface OpenedFile {
  /** Where a damaged one was kept; null where there was none. */
  readonly keptAside: string | null
}

/** What the writer's thread can be asked; nothing is thrown across threads. */
export type HistoryWriterCalls = {
  [M in keyof Methods]: (
    ...input: Parameters<Methods[M]>
  ) => Promise<WriterAnswer<Awaited<ReturnType<Methods[M]>>>>
} & {
  /** `isDamaged`: it is known to be, whatever a look at it says. */
  open(file: string, now: number, isDamaged: boolean): Promise<WriterAnswer<OpenedFile>>
  /** Looks whether a file is a whole history of a version that is known. */
  inspect(file: string): Promise<WriterAnswer<void>>
  close(): Promise<WriterAnswer<void>>
}
