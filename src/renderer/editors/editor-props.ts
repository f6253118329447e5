import type { Kinds } from '#shared/contract.ts'
import type { EditorRequest } from '../dialogs/dialogs.ts'
import type { FormValue } from '../forms/form-value.ts'

/** What the editor of a monitor or a backend is given. */
export interface EditorProps {
  readonly request: EditorRequest
  readonly kinds: Kinds
  readonly initial: FormValue
  readonly onClose: () => void
}

/** Where the draft of a request is kept: one per thing, one for each new thing. */
export function draftNameOf(request: EditorRequest): string {
  if (request.mode !== 'add') {
    return `${request.type}/${request.mode === 'edit' ? '' : 'copy/'}${request.id}`
  }
  const proposed = request.prefill?.id ?? request.prefill?.name
  return typeof proposed === 'string' ? `${request.type}/new/${proposed}` : `${request.type}/new`
}

/** The title of an editor: "Add monitor", "Edit Redis". */
export function titleOf(request: EditorRequest, initial: FormValue): string {
  if (request.mode === 'add') return `Add ${request.type}`
  if (request.mode === 'duplicate') return `Duplicate ${request.type}`
  return `Edit ${typeof initial.name === 'string' ? initial.name : request.id}`
}
