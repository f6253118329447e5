import { LazyDemoMark } from '../director/LazyDemoMark.tsx'
import { ExportButton } from '../reports/ExportButton.tsx'
import { CommandSearch } from '../search/CommandSearch.tsx'
import { AlertBell } from './AlertBell.tsx'
import classes from './Header.module.css'
import { OverallStatus } from './OverallStatus.tsx'
import { RefreshControls } from './RefreshControls.tsx'

/** The one line above everything: how it is, and the controls for looking at it. */
export function Header() {
  return (
    <div className={classes.header}>
      <OverallStatus />
      <div className={classes.controls}>
        <LazyDemoMark />
        <CommandSearch />
        <AlertBell />
        <ExportButton />
        <RefreshControls />
      </div>
    </div>
  )
}
