import { type RefObject, useRef } from 'react'
import { useSingleKeyPresses } from '../shortcuts/use-shortcuts.ts'
import { type AlertCommand, alertCommandOf, rowAfter } from './alert-key.ts'

/** What is done with the incident whose row has the focus, or with what is selected where none has; false: nothing. */
type OnCommand = (command: Exclude<AlertCommand, { do: 'move' }>['do'], row: string | null) => boolean

const rowElements = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('[data-incident]')]

/** Gives the focus to the row of an incident, where it is drawn. */
export function focusRow(list: HTMLElement, id: string, options?: FocusOptions): void {
  const row = rowElements(list).find(element => element.dataset.incident === id)
  row?.querySelector<HTMLElement>('[data-row-toggle]')?.focus(options)
}

function moveFocus(list: HTMLElement, current: string | null, by: 1 | -1): boolean {
  const rows = rowElements(list).flatMap(row => row.dataset.incident ?? [])
  const next = rowAfter(rows, current, by)
  if (next !== null) focusRow(list, next)
  return next !== null
}

/** Keys among the rows of incidents within what the reference is put on: up and down, and what `onCommand` does. */
export function useAlertKeys(onCommand: OnCommand): RefObject<HTMLElement | null> {
  const list = useRef<HTMLElement>(null)
  useSingleKeyPresses(
    event => {
      const target = event.target instanceof HTMLElement ? event.target : null
      const row = target?.closest<HTMLElement>('[data-incident]')?.dataset.incident ?? null
      const command = alertCommandOf(event, target !== null && 'rowToggle' in target.dataset)
      if (command === null) return false
      if (command.do === 'move') return list.current !== null && moveFocus(list.current, row, command.by)
      return !event.repeat && onCommand(command.do, row)
    },
    { repeats: true },
  )
  return list
}
