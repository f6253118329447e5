import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import classes from './watch-list.module.css'

/** Height of a closed row with its border, px. */
const ROW_HEIGHT = 37

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
  useEffect(() => {
    // The header of the page is sticky, so the row is brought to the middle, not under it.
    if (goToIndex >= 0 && top > 0) rows.scrollToIndex(goToIndex, { align: 'center' })
  }, [goToIndex, top, rows])

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
    <ul
      ref={list}
      className={classes.rows}
      style={{ height: rows.getTotalSize() }}
      aria-label={label}
      onKeyDown={onKeyDown}
    >
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
