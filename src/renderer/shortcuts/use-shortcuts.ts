import { useLocalStorage } from '@mantine/hooks'
import { useEffect, useEffectEvent } from 'react'
import { type ShortcutAction, shortcutOf } from './shortcut.ts'

const TYPED_IN = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="combobox"]'

/** Whether a key pressed here belongs to a field or a dialog rather than to the page. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]')) return true
  if (!(target instanceof Element)) return false
  if (target instanceof HTMLInputElement && ['checkbox', 'radio', 'button'].includes(target.type))
    return false
  return target.closest(`${TYPED_IN}, [role="menu"], [role="listbox"]`) !== null
}

/** Whether single keys do anything: those who speak to their computer may want them off (WCAG 2.1.4). Kept for the next visit. */
export function useSingleKeys(): readonly [on: boolean, set: (on: boolean) => void] {
  const [on, setOn] = useLocalStorage({
    key: 'traylight.single-keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  })
  return [on, setOn]
}

/** Calls back when a shortcut's key is pressed anywhere on the page but in a field or dialog. */
export function useShortcuts(onShortcut: (action: ShortcutAction) => void): void {
  const [on] = useSingleKeys()
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (!on || event.defaultPrevented || event.repeat || isTaken(event.target)) return
    const action = shortcutOf(event)
    if (!action) return
    event.preventDefault()
    onShortcut(action)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
