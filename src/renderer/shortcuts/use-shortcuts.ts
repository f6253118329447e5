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

interface SingleKeyOptions {
  /** Whether a key that is held down goes on, as it does for moving. */
  readonly repeats?: boolean
}

/** Calls back for every key that is pressed anywhere on the page but in a field or dialog; true takes the key. */
export function useSingleKeyPresses(
  onPress: (event: KeyboardEvent) => boolean,
  { repeats = false }: SingleKeyOptions = {},
): void {
  const [on] = useSingleKeys()
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (!on || event.defaultPrevented || (event.repeat && !repeats) || isTaken(event.target)) return
    if (onPress(event)) event.preventDefault()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

/** Calls back when a shortcut's key is pressed anywhere on the page but in a field or dialog. */
export function useShortcuts(onShortcut: (action: ShortcutAction) => void): void {
  useSingleKeyPresses(event => {
    const action = shortcutOf(event)
    if (action) onShortcut(action)
    return action !== null
  })
}
