import { ActionIcon } from '@mantine/core'
import { IconHistory, IconX } from '@tabler/icons-react'
import { routeHash } from '#shared/route.ts'
import banners from '../layout/Banners.module.css'
import { ALL_OPEN, alertsRoute } from './alert-choice.ts'
import { useUnseen } from './unseen.ts'

/** What happened while nobody looked, until it is closed or followed. */
export function UnseenBanner() {
  const { line, lasts, dismiss } = useUnseen()
  if (line === null) return null
  return (
    <div className={banners.banner} role="status">
      <IconHistory size={16} aria-hidden />
      <div className={banners.text}>
        While nobody looked: {line}.{' '}
        <a href={routeHash(unseenRoute(lasts))} onClick={dismiss}>
          Show {lasts ? 'what is open' : 'what was resolved'}
        </a>
      </div>
      <ActionIcon aria-label="Dismiss" title="Dismiss" onClick={dismiss}>
        <IconX size={16} />
      </ActionIcon>
    </div>
  )
}

/** Where it is shown: among what is open while some of it lasts, else among what is over. */
export function unseenRoute(lasts: boolean) {
  return alertsRoute({ ...ALL_OPEN, view: lasts ? 'open' : 'history' })
}
