import { notifications } from '@mantine/notifications'
import type { ProfileItem } from '#shared/contract.ts'
import { routeHash } from '#shared/route.ts'
import { profileGroups } from './profile-choice.ts'

/** Long enough to follow the link in it, in ms. */
const SHOWN_MS = 20_000

/** Says that a profile was added, and leads to the first tab that has something of it. */
export function sayAdded(title: string, items: readonly ProfileItem[]): void {
  const [first] = profileGroups(items)
  const id = notifications.show({
    message: (
      <>
        Added {items.length} of {title}.{' '}
        {first && (
          <a href={routeHash(first.route)} onClick={() => notifications.hide(id)}>
            Go to {first.title}
          </a>
        )}
      </>
    ),
    autoClose: SHOWN_MS,
    color: 'gray',
    withBorder: true,
  })
}
