import type { ReactNode } from 'react'
import { HistorySection } from '../history/HistorySection.tsx'
import { MaintenanceSection } from '../maintenance/MaintenanceSection.tsx'
import { NotifiersSection } from '../notifiers/NotifiersSection.tsx'
import { useProfiles } from '../profiles/use-profiles.ts'
import { PusherSection } from '../realtime/PusherSection.tsx'
import { RelaySection } from '../realtime/RelaySection.tsx'
import { ReportsSection } from '../reports/ReportsSection.tsx'
import { AlertsSection } from '../rules/AlertsSection.tsx'
import { AboutSection } from './AboutSection.tsx'
import { BackendsSection } from './BackendsSection.tsx'
import { ImportExportSection } from './ImportExportSection.tsx'
import { LogSourcesSection } from './LogSourcesSection.tsx'
import { MonitorsSection } from './MonitorsSection.tsx'
import { ProfilesSection } from './ProfilesSection.tsx'
import { ReadOnlyNote } from './ReadOnlyNote.tsx'
import { AppearanceSection, ConfigSection, GeneralSection, ThresholdsSection } from './SchemaSections.tsx'
import { SettingsNav } from './SettingsNav.tsx'
import classes from './settings.module.css'
import {
  FIRST_SECTION,
  PROFILES_SECTION,
  SETTINGS_GROUPS,
  type SettingsGroup,
  type SettingsSectionId,
} from './settings-sections.ts'

const CONTENT: Readonly<Record<Exclude<SettingsSectionId, 'profiles'>, ReactNode>> = {
  general: <GeneralSection />,
  appearance: <AppearanceSection />,
  'import-export': <ImportExportSection />,
  about: <AboutSection />,
  monitors: <MonitorsSection />,
  backends: <BackendsSection />,
  thresholds: <ThresholdsSection />,
  anomalies: (
    <ConfigSection
      name="anomalies"
      intro="What is named here is compared with how it usually is at that hour of the week. The rule “Out of the ordinary” makes alerts of it."
    />
  ),
  alerts: <AlertsSection />,
  notifiers: <NotifiersSection />,
  maintenance: <MaintenanceSection />,
  'log-sources': <LogSourcesSection />,
  heartbeat: (
    <ConfigSection
      name="heartbeat"
      intro="Who watches Traylight? A service that is called while it is well, and raises an alarm when the calls stop."
    />
  ),
  pusher: <PusherSection />,
  relay: <RelaySection />,
  history: <HistorySection />,
  reports: <ReportsSection />,
  'health-api': <ConfigSection name="api" />,
  'remote-write': <ConfigSection name="remoteWrite" />,
}

/** Everything that can be set, a section at a time. */
export function SettingsTab({ section }: { readonly section?: string }) {
  const { profiles } = useProfiles()
  // Until it is known that there is none, its address leads to it.
  const offered = (profiles?.length ?? 0) > 0 || (profiles === null && section === PROFILES_SECTION)
  const groups: readonly SettingsGroup[] = SETTINGS_GROUPS.map(({ title, sections }) => ({
    title,
    sections: sections.filter(({ id }) => offered || id !== PROFILES_SECTION),
  }))
  const sections = groups.flatMap(group => group.sections)
  const shown = sections.find(({ id }) => id === section) ?? sections.find(({ id }) => id === FIRST_SECTION)
  if (shown === undefined) return null
  return (
    <>
      <SettingsNav groups={groups} current={shown.id} />
      <ReadOnlyNote />
      <section key={shown.id} className={classes.section} aria-labelledby="settings-section">
        <h2 id="settings-section" className={classes.title}>
          {shown.title}
        </h2>
        {isDrawnHere(shown.id) ? CONTENT[shown.id] : <ProfilesSection profiles={profiles ?? []} />}
      </section>
    </>
  )
}

function isDrawnHere(id: string): id is keyof typeof CONTENT {
  return Object.hasOwn(CONTENT, id)
}
