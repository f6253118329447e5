import { useMemo, useRef } from 'react'

/** Gives the focus back, once a form is closed, to what it was opened from. */
export interface Opener {
  remember(): void
  giveBack(): void
}

/** The forms are drawn only while they are open, so that Mantine does not give the focus back by itself. */
export function useOpener(): Opener {
  const opener = useRef<HTMLElement | null>(null)
  return useMemo(
    () => ({
      remember() {
        const { activeElement } = document
        opener.current = activeElement instanceof HTMLElement ? activeElement : null
      },
      giveBack() {
        // The form, which keeps the focus in itself, has to be gone first.
        requestAnimationFrame(() => opener.current?.focus({ preventScroll: true }))
      },
    }),
    [],
  )
}
