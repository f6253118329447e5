import type { ReactNode } from 'react'
import type { ProfileKind } from '#shared/contract.ts'
import { routeHash } from '#shared/route.ts'
import { HistorySection } from '../history/HistorySection.tsx'
import { useProfiles } from '../profiles/use-profiles.ts'
import { ReportsSection } from '../reports/ReportsSection.tsx'
import { AboutSection } from './AboutSection.tsx'
import { BackendsSection } from './BackendsSection.tsx'
import { ImportExportSection } from './ImportExportSection.tsx'
import { MonitorsSection } from './MonitorsSection.tsx'
import { ProfilesSection } from './ProfilesSection.tsx'
import { ReadOnlyNote } from './ReadOnlyNote.tsx'
import { AppearanceSection, ConfigSection, GeneralSection, ThresholdsSection } from './SchemaSections.tsx'
import classes from './settings.module.css'

interface Section {
  readonly id: string
  readonly title: string
  readonly content: ReactNode
}

const BEFORE: readonly Section[] = [
  { id: 'general', title: 'General', content: <GeneralSection /> },
  { id: 'thresholds', title: 'Thresholds', content: <ThresholdsSection /> },
  { id: 'monitors', title: 'Monitors', content: <MonitorsSection /> },
  { id: 'backends', title: 'Backends', content: <BackendsSection /> },
]
const AFTER: readonly Section[] = [
  { id: 'history', title: 'History', content: <HistorySection /> },
  { id: 'reports', title: 'Reports', content: <ReportsSection /> },
  { id: 'health-api', title: 'Health API', content: <ConfigSection name="api" /> },
  { id: 'remote-write', title: 'Remote write', content: <ConfigSection name="remoteWrite" /> },
  { id: 'appearance', title: 'Appearance', content: <AppearanceSection /> },
  { id: 'import-export', title: 'Import & export', content: <ImportExportSection /> },
  { id: 'about', title: 'About', content: <AboutSection /> },
]

const PROFILES = 'profiles'

function profilesSection(profiles: readonly ProfileKind[]): Section {
  return { id: PROFILES, title: 'Profiles', content: <ProfilesSection profiles={profiles} /> }
}

/** Everything that can be set, a section at a time. */
export function SettingsTab({ section }: { readonly section?: string }) {
  const { profiles } = useProfiles()
  // Until it is known that there is none, its address leads to it.
  const offered = (profiles?.length ?? 0) > 0 || (profiles === null && section === PROFILES)
  const sections = [...BEFORE, ...(offered ? [profilesSection(profiles ?? [])] : []), ...AFTER]
  const shown = sections.find(candidate => candidate.id === section) ?? sections[0]
  if (shown === undefined) return null
  return (
    <>
      <nav className={classes.sections} aria-label="Settings">
        {sections.map(candidate => (
          <a
            key={candidate.id}
            href={routeHash({ page: 'settings', section: candidate.id })}
            {...(candidate.id === shown.id ? { 'aria-current': 'page' } : {})}
          >
            {candidate.title}
          </a>
        ))}
      </nav>
      <ReadOnlyNote />
      <section key={shown.id} className={classes.section} aria-labelledby="settings-section">
        <h2 id="settings-section" className={classes.title}>
          {shown.title}
        </h2>
        {shown.content}
      </section>
    </>
  )
}
