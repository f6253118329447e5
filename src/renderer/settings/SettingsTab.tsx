import type { ReactNode } from 'react'
import { routeHash } from '#shared/route.ts'
import { AboutSection } from './AboutSection.tsx'
import { BackendsSection } from './BackendsSection.tsx'
import { ImportExportSection } from './ImportExportSection.tsx'
import { MonitorsSection } from './MonitorsSection.tsx'
import { ReadOnlyNote } from './ReadOnlyNote.tsx'
import { AppearanceSection, GeneralSection, ThresholdsSection } from './SchemaSections.tsx'
import classes from './settings.module.css'

interface Section {
  readonly id: string
  readonly title: string
  readonly content: ReactNode
}

const SECTIONS: readonly Section[] = [
  { id: 'general', title: 'General', content: <GeneralSection /> },
  { id: 'thresholds', title: 'Thresholds', content: <ThresholdsSection /> },
  { id: 'monitors', title: 'Monitors', content: <MonitorsSection /> },
  { id: 'backends', title: 'Backends', content: <BackendsSection /> },
  { id: 'appearance', title: 'Appearance', content: <AppearanceSection /> },
  { id: 'import-export', title: 'Import & export', content: <ImportExportSection /> },
  { id: 'about', title: 'About', content: <AboutSection /> },
]

/** Everything that can be set, a section at a time. */
export function SettingsTab({ section }: { readonly section?: string }) {
  const shown = SECTIONS.find(candidate => candidate.id === section) ?? SECTIONS[0]
  if (shown === undefined) return null
  return (
    <>
      <nav className={classes.sections} aria-label="Settings">
        {SECTIONS.map(candidate => (
          <a
            key={candidate.id}
            href={routeHash({ page: 'settings', section: candidate.id })}
            {...(candidate === shown ? { 'aria-current': 'page' } : {})}
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
