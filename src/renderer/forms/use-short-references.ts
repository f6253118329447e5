import { useState } from 'react'
import { shortReferences } from './short-references.ts'

/** A text as a field shows it: while it is not being edited, without the long names of the secrets it refers to. */
export function useShortReferences(text: string) {
  const [editing, setEditing] = useState(false)
  return {
    value: editing ? text : shortReferences(text),
    onFocus: () => setEditing(true),
    onBlur: () => setEditing(false),
  }
}
