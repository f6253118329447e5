import { type RefObject, useLayoutEffect } from 'react'

/**
 * Has the focus begin at the form's first field, so that one can type at once. A dialog's focus goes to what is marked for
 * it, and otherwise to the first thing in it, which is the button that closes it.
 */
export function useFocusFirstField(body: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    if (body.current?.querySelector('[data-autofocus]')) return
    body.current?.querySelector('input, textarea')?.setAttribute('data-autofocus', '')
  }, [body])
}
