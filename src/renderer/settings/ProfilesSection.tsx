import { Button } from '@mantine/core'
import type { ProfileKind } from '#shared/contract.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import classes from './settings.module.css'
import { useConfigSource } from './use-config-source.ts'

/** Named sets of monitors and backends, to be added as one. */
export function ProfilesSection({ profiles }: { readonly profiles: readonly ProfileKind[] }) {
  const { readOnly } = useConfigSource()
  return (
    <>
      <p className={classes.intro}>
        A profile is a set of monitors and backends for one system.
        {!readOnly && ' What it adds can be changed and deleted like anything else.'}
      </p>
      <ul className={classes.profiles}>
        {profiles.map(profile => (
          <li key={profile.name}>
            <Profile profile={profile} readOnly={readOnly} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Profile({ profile, readOnly }: { readonly profile: ProfileKind; readonly readOnly: boolean }) {
  const dialogs = useDialogs()
  const { name, title, summary } = profile
  return (
    <>
      <div>
        <h3 className={classes.subtitle}>{title}</h3>
        <p className={classes.dimmed}>{summary}</p>
        {readOnly && (
          <p>
            To add it, write <code>profiles: [{name}]</code> into that file.
          </p>
        )}
      </div>
      {!readOnly && (
        <Button aria-label={`Add profile ${title}`} onClick={() => dialogs.openProfile(name)}>
          Add
        </Button>
      )}
    </>
  )
}
