import { useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import classes from './watch-list.module.css'

/** Height of a closed row with its border, px. */
const ROW_HEIGHT = 37
/** Left free between the page's header and a row that is brought into view, px. */
const ABOVE = 8
/** How long a row that was asked for is followed while the page finds its place, ms. */
const SETTLES_WITHIN_MS = 2_000

interface VirtualRowsProps {
  readonly label: string
  readonly keys: readonly string[]
  readonly opened?: ReadonlySet<string>
  readonly selected?: ReadonlySet<string>
  /** The row to bring into view. */
  readonly goTo?: string | null
  readonly children: (key: string) => ReactNode
}

/** Draws only the rows near what is seen of the page; arrow keys walk from row to row. */
export function VirtualRows({ label, keys, opened, selected, goTo = null, children }: VirtualRowsProps) {
  const list = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = () => {
      const box = list.current?.getBoundingClientRect()
      if (box) setTop(Math.round(box.top + window.scrollY))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  const rows = useWindowVirtualizer({
    count: keys.length,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: index => keys[index] ?? index,
    overscan: 12,
    scrollMargin: top,
    useFlushSync: false,
  })
  const goToIndex = goTo === null ? -1 : keys.indexOf(goTo)
  const settled = useSettled(goTo)
  const size = rows.getTotalSize()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that has grown can be scrolled further
  useEffect(() => {
    if (goToIndex < 0 || top === 0 || settled.current) return
    const start = rows.measurementsCache[goToIndex]?.start ?? top + goToIndex * ROW_HEIGHT
    // By its beginning: what it opens to is not loaded yet, and may be taller than the window.
    if (!seenWell(start)) rows.scrollToOffset(start - headerHeight() - ABOVE)
  }, [goToIndex, top, rows, settled, size])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || !(event.target instanceof HTMLElement) || !('rowToggle' in event.target.dataset)) return
    const index = Number(event.target.closest('li')?.dataset.index)
    const next = list.current?.querySelector<HTMLElement>(
      `li[data-index="${index + step}"] [data-row-toggle]`,
    )
    if (!next) return
    event.preventDefault()
    next.focus()
  }
  return (
    <ul ref={list} className={classes.rows} style={{ height: size }} aria-label={label} onKeyDown={onKeyDown}>
      {rows.getVirtualItems().map(row => {
        const key = keys[row.index] ?? ''
        return (
          <li
            key={row.key}
            ref={rows.measureElement}
            data-index={row.index}
            data-open={opened?.has(key) || undefined}
            data-selected={selected?.has(key) || undefined}
            className={classes.row}
            style={{ transform: `translateY(${row.start - top}px)` }}
            aria-posinset={row.index + 1}
            aria-setsize={keys.length}
          >
            {children(key)}
          </li>
        )
      })}
    </ul>
  )
}

/** Whether a row asked for has been brought into view long enough ago, or the operator has scrolled since. */
function useSettled(goTo: string | null): RefObject<boolean> {
  const settled = useRef(false)
  useLayoutEffect(() => {
    settled.current = goTo === null
    const settle = () => {
      settled.current = true
    }
    const timer = setTimeout(settle, SETTLES_WITHIN_MS)
    const byOperator = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const
    for (const event of byOperator) window.addEventListener(event, settle, { passive: true })
    return () => {
      clearTimeout(timer)
      for (const event of byOperator) window.removeEventListener(event, settle)
    }
  }, [goTo])
  return settled
}

/** Whether what begins here is in the upper half of what is seen of the page, below its header. */
function seenWell(start: number): boolean {
  const y = start - window.scrollY
  return y >= headerHeight() && y <= window.innerHeight / 2
}

/** Height of the page's sticky header, as its style has it for whatever is scrolled to. px */
function headerHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0
}
