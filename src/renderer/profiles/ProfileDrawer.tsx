import { LoadingDrawer } from '../editors/LoadingDrawer.tsx'
import { ProfileEditor } from './ProfileEditor.tsx'
import { useProfiles } from './use-profiles.ts'

/** Fetches a profile, then shows its form. */
export function ProfileDrawer({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { profiles, refusal } = useProfiles()
  const profile = profiles?.find(candidate => candidate.name === name)
  if (profile) return <ProfileEditor profile={profile} onClose={onClose} />
  const gone = profiles === null ? refusal : `There is no profile ${name} here. Reload the page.`
  return <LoadingDrawer refusal={gone} onClose={onClose} />
}
