import { Tabs, UnstyledButton } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { StatusMark } from '../components/StatusMark.tsx'
import { useLive } from '../connection/hooks.ts'
import classes from './TabBar.module.css'
import { tabsOf } from './tabs-of.ts'

/** Stands for a connection whose figures change every second, which no tab shows. */
const LISTENING = {}

/** The tabs in one line, scrolled where they do not fit; the current one is always in view. */
export function TabBar({ current, old }: { readonly current: string; readonly old: boolean }) {
  const monitors = useLive(state => state.monitors)
  const backends = useLive(state => state.backends)
  const alerts = useLive(state => state.alerts)
  const listening = useLive(state => (state.realtime?.listening ? LISTENING : null))
  const tabs = tabsOf({ monitors, backends, alerts, realtime: { listening } })
  const list = useRef<HTMLDivElement>(null)
  const hidden = useHidden(list)
  // Marks come and go, and with them the tabs' widths.
  const widths = tabs.map(tab => `${tab.title}${tab.wrong === null ? '' : '!'}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever moves the current tab may move it out of view
  useLayoutEffect(() => bringCurrentIntoView(list.current), [current, widths, hidden.before, hidden.after])
  return (
    <div className={classes.frame}>
      {hidden.before && <Mover list={list} direction={-1} />}
      <Tabs.List
        ref={list}
        className={classes.bar ?? ''}
        aria-label="Dashboard"
        data-old={old || undefined}
        data-hidden-before={hidden.before || undefined}
        data-hidden-after={hidden.after || undefined}
      >
        {tabs.map(tab => (
          <Tabs.Tab
            key={tab.id}
            value={tab.id}
            className={classes.tab ?? ''}
            leftSection={tab.wrong && <StatusMark status={tab.wrong} size={14} />}
          >
            {tab.title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {hidden.after && <Mover list={list} direction={1} />}
    </div>
  )
}

/** Says that there are more tabs on this side, and shows them to the pointer; the keyboard walks the tabs themselves. */
function Mover({
  list,
  direction,
}: {
  readonly list: RefObject<HTMLDivElement | null>
  readonly direction: -1 | 1
}) {
  const Chevron = direction === 1 ? IconChevronRight : IconChevronLeft
  return (
    <UnstyledButton
      className={classes.mover}
      data-direction={direction}
      aria-hidden
      tabIndex={-1}
      title="More tabs"
      onClick={() => list.current?.scrollBy({ left: direction * list.current.clientWidth * 0.6 })}
    >
      <Chevron size={16} aria-hidden />
    </UnstyledButton>
  )
}

/** On which sides a line that scrolls has more than is seen. */
function useHidden(list: RefObject<HTMLElement | null>): {
  readonly before: boolean
  readonly after: boolean
} {
  const [hidden, setHidden] = useState({ before: false, after: false })
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const measure = () => {
      const { scrollLeft, clientWidth, scrollWidth } = element
      const before = scrollLeft > 1
      const after = scrollLeft + clientWidth < scrollWidth - 1
      setHidden(was => (was.before === before && was.after === after ? was : { before, after }))
    }
    measure()
    element.addEventListener('scroll', measure, { passive: true })
    const sizes = new ResizeObserver(measure)
    sizes.observe(element)
    const watchTabs = () => {
      for (const tab of element.children) sizes.observe(tab)
    }
    watchTabs()
    const tabs = new MutationObserver(watchTabs)
    tabs.observe(element, { childList: true })
    return () => {
      element.removeEventListener('scroll', measure)
      sizes.disconnect()
      tabs.disconnect()
    }
  }, [list])
  return hidden
}

/** Room kept beside the current tab for the fade at the edge, px. */
const EDGE = 60

function bringCurrentIntoView(list: HTMLElement | null): void {
  const tab = list?.querySelector('[aria-selected="true"]')
  if (!list || !tab) return
  const outer = list.getBoundingClientRect()
  const inner = tab.getBoundingClientRect()
  if (inner.left < outer.left + EDGE) list.scrollLeft -= outer.left + EDGE - inner.left
  else if (inner.right > outer.right - EDGE) list.scrollLeft += inner.right - outer.right + EDGE
}
