import { createContext, useContext } from 'react'
import type { Target } from '#shared/views.ts'
import type { FormValue } from '../forms/form-value.ts'

/** Something to be sure about before it is done. */
export interface Question {
  readonly title: string
  readonly text: string
  /** The words on the button that does it: "Delete". */
  readonly action: string
}

/** A form for a new monitor or backend. */
export interface AddRequest {
  readonly type: 'monitor' | 'backend'
  readonly mode: 'add'
  /** What the form begins with: a discovery's proposal, or the category of the tab it was opened from. */
  readonly prefill?: FormValue
  /** Runs the test at once. */
  readonly test?: boolean
}

/** A form for one that there is, or for a copy of it. */
export interface ChangeRequest {
  readonly type: 'monitor' | 'backend'
  readonly mode: 'edit' | 'duplicate'
  readonly id: string
}

/** Which form to open, and with what. */
export type EditorRequest = AddRequest | ChangeRequest

/** What a report is to be of, as it was chosen before: ids, and what they are called together. */
export interface ExportChoice {
  readonly ids: readonly string[]
}

/** The dialogs any part of the page may open. */
export interface Dialogs {
  /** Asks; true when the operator goes on with it. */
  confirm(question: Question): Promise<boolean>
  openEditor(request: EditorRequest): void
  /** The form of a profile, and what it would add. */
  openProfile(name: string): void
  /** Exports a report; of these things, where some are chosen already. */
  openExport(chosen?: ExportChoice): void
  /** Asks for the moment until which these are muted, and mutes them. */
  muteUntilDate(targets: readonly Target[], what: string): void
}

export const DialogsContext = createContext<Dialogs | null>(null)

/** The dialogs any part of the page may open. */
export function useDialogs(): Dialogs {
  const dialogs = useContext(DialogsContext)
  if (!dialogs) throw new Error('useDialogs is for components inside DialogHost.')
  return dialogs
}
