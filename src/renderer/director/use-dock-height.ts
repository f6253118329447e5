import { type RefObject, useLayoutEffect } from 'react'

/** The root's variable with the height that is taken from the bottom of the window, px. */
const VARIABLE = '--dock-height'

/** Keeps the page's last rows, messages and what gets the focus out from under something fixed to the bottom. */
export function useDockHeight(dock: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = dock.current
    if (element === null) return
    const { style } = document.documentElement
    const measure = () => style.setProperty(VARIABLE, `${element.offsetHeight}px`)
    measure()
    const sizes = new ResizeObserver(measure)
    sizes.observe(element)
    return () => {
      sizes.disconnect()
      style.removeProperty(VARIABLE)
    }
  }, [dock])
}
