import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Status } from '#shared/status.ts'
import type { Notice } from '#shared/views.ts'
import { sayRefused } from '../actions/use-action.ts'
import { UnseenBanner } from '../alerts/UnseenBanner.tsx'
import { Ago } from '../components/Ago.tsx'
import { StatusMark } from '../components/StatusMark.tsx'
import { useEngine, useLive } from '../connection/hooks.ts'
import { formatMoment } from '../format/format-moment.ts'
import classes from './Banners.module.css'

/** What the operator should know before they read the rest: the engine is gone, no network, what Traylight says of itself. */
export function Banners() {
  const notices = useLive(state => state.info?.notices ?? [])
  const offline = useLive(state => state.overall?.offline ?? false)
  return (
    <aside aria-label="Notices">
      <DisconnectedBanner />
      {offline && (
        <Banner status="unknown">
          No network here. What is not on this machine is unknown until it is back.
        </Banner>
      )}
      <UnseenBanner />
      {notices.map(notice => (
        <NoticeBanner key={notice.id} notice={notice} />
      ))}
    </aside>
  )
}

function DisconnectedBanner() {
  const since = useLive(state => (state.connection === 'live' ? null : state.disconnectedSince))
  const lastUpdateAt = useLive(state => state.lastUpdateAt)
  if (since === null) return null
  return (
    <Banner status="unhealthy">
      Traylight cannot be reached, so nothing here is current.{' '}
      {lastUpdateAt !== null && (
        <>
          You see what was known at {formatMoment(lastUpdateAt)} (<Ago at={lastUpdateAt} />
          ).{' '}
        </>
      )}
      Trying again. Is it still running?
    </Banner>
  )
}

const NOTICE_STATUS: Readonly<Record<Notice['level'], Status>> = {
  info: 'unknown',
  warning: 'degraded',
  critical: 'unhealthy',
}

function NoticeBanner({ notice }: { readonly notice: Notice }) {
  const engine = useEngine()
  const dismiss = () => {
    engine
      .call('dismissNotice', { id: notice.id })
      .catch((error: unknown) => sayRefused('Dismissing the notice did not work', error))
  }
  return (
    <Banner
      status={NOTICE_STATUS[notice.level]}
      end={
        <ActionIcon aria-label="Dismiss" title="Dismiss" onClick={dismiss}>
          <IconX size={16} />
        </ActionIcon>
      }
    >
      {notice.text}
    </Banner>
  )
}

interface BannerProps {
  readonly status: Status
  readonly children: ReactNode
  readonly end?: ReactNode
}

function Banner({ status, children, end }: BannerProps) {
  return (
    <div className={classes.banner} data-status={status} role="status">
      <StatusMark status={status} label="" />
      <div className={classes.text}>{children}</div>
      {end}
    </div>
  )
}
