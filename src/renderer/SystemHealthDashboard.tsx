import { Tabs } from '@mantine/core'
import { useCallback, useState } from 'react'
import { UnseenContext, useFollowUnseen } from './alerts/unseen.ts'
import { useEngine, useLive } from './connection/hooks.ts'
import type { LiveState } from './connection/live-store.ts'
import { useDialogs } from './dialogs/dialogs.ts'
import { LazyDirector } from './director/LazyDirector.tsx'
import { useDirector } from './director/use-director.ts'
import { Banners } from './layout/Banners.tsx'
import { Header } from './layout/Header.tsx'
import { TabBar } from './layout/TabBar.tsx'
import { TabContent } from './layout/TabContent.tsx'
import { type Place, placeOf, tabsOf } from './layout/tabs-of.ts'
import { useRefresh } from './layout/use-refresh.ts'
import { goTo, useRoute } from './layout/use-route.ts'
import { ReportJobs } from './reports/ReportJobs.tsx'
import { useExportRoute } from './reports/use-export-route.ts'
import classes from './SystemHealthDashboard.module.css'
import { ShortcutList } from './shortcuts/ShortcutList.tsx'
import type { ShortcutAction } from './shortcuts/shortcut.ts'
import { useShortcuts } from './shortcuts/use-shortcuts.ts'

/** The tabbed page. */
export function SystemHealthDashboard() {
  const { store } = useEngine()
  const { refresh } = useRefresh()
  const [helpOpened, setHelpOpened] = useState(false)
  const [, toggleDirector] = useDirector()
  const { openExport } = useDialogs()
  useExportRoute(openExport)
  const onShortcut = (action: ShortcutAction) => {
    if (action.do === 'refresh') refresh()
    else if (action.do === 'help') setHelpOpened(true)
    else if (action.do === 'export') openExport()
    else if (action.do === 'director') {
      if (store.getState().stage !== null) toggleDirector()
    } else {
      const tab = tabsOf(store.getState())[action.index]
      if (tab) goTo(tab.route)
    }
  }
  useShortcuts(onShortcut)
  const unseen = useFollowUnseen()
  return (
    <UnseenContext value={unseen}>
      <TabbedPage />
      <LazyDirector />
      <ShortcutList opened={helpOpened} onClose={() => setHelpOpened(false)} />
    </UnseenContext>
  )
}

function TabbedPage() {
  const { store } = useEngine()
  const route = useRoute()
  const place = useLive(useCallback((state: LiveState): Place | null => placeOf(route, state), [route]))
  const known = useLive(state => state.instance !== null)
  const lost = useLive(state => state.connection !== 'live')
  const goToTab = (id: string | null) => {
    const tab = tabsOf(store.getState()).find(candidate => candidate.id === id)
    if (tab) goTo(tab.route)
  }
  const current = place?.tabId ?? 'nowhere'
  return (
    <Tabs value={current} onChange={goToTab} keepMounted={false}>
      <header className={classes.top}>
        <Header />
        {known && <TabBar current={current} old={lost} />}
      </header>
      <Banners />
      <ReportJobs />
      {known && (
        <main>
          <Tabs.Panel value={current} className={classes.panel ?? ''} data-old={lost || undefined}>
            <TabContent place={place} />
          </Tabs.Panel>
        </main>
      )}
    </Tabs>
  )
}
