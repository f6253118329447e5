import { useId } from 'react'
import { routeHash } from '#shared/route.ts'
import classes from './settings.module.css'
import type { SettingsGroup } from './settings-sections.ts'

/** Links to all sections of the settings, in groups. */
export function SettingsNav({
  groups,
  current,
}: {
  readonly groups: readonly SettingsGroup[]
  readonly current: string
}) {
  return (
    <nav className={classes.sections} aria-label="Settings">
      {groups.map(group => (
        <Group key={group.title} group={group} current={current} />
      ))}
    </nav>
  )
}

function Group({ group, current }: { readonly group: SettingsGroup; readonly current: string }) {
  const id = useId()
  return (
    <div className={classes.group}>
      <span id={id} className={classes.groupTitle}>
        {group.title}
      </span>
      <ul aria-labelledby={id}>
        {group.sections.map(section => (
          <li key={section.id}>
            <a
              href={routeHash({ page: 'settings', section: section.id })}
              {...(section.id === current ? { 'aria-current': 'page' } : {})}
            >
              {section.title}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
