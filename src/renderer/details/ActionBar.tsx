import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconExternalLink } from '@tabler/icons-react'
import { routeHash } from '#shared/route.ts'
import { useItemActions } from '../actions/use-item-actions.ts'
import { useLive } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { historyRoute } from '../history/history-route.ts'
import { type ListItem, targetOf } from '../lists/list-item.ts'
import { MuteMenu } from '../mutes/MuteMenu.tsx'
import { useConfigSource } from '../settings/use-config-source.ts'
import classes from './details.module.css'

/** What can be done with one monitor, backend or reported service. */
export function ActionBar({ item, link }: { readonly item: ListItem; readonly link?: string | undefined }) {
  const actions = useItemActions()
  const { readOnly } = useConfigSource()
  const { muted } = item
  const changeable = !readOnly && item.scope !== 'service' && !item.pushed
  return (
    <div className={classes.actions} role="toolbar" aria-label={`Actions on ${item.name}`}>
      {!item.pushed && (
        <Button loading={actions.busy && item.checking} onClick={() => void actions.check([item])}>
          Check now
        </Button>
      )}
      {muted === null ? (
        <MuteMenu targets={[targetOf(item)]} what={item.name}>
          <Button rightSection={<IconChevronDown size={14} aria-hidden />}>Mute</Button>
        </MuteMenu>
      ) : muted.maintenance !== undefined ? (
        <Button component="a" href={routeHash({ page: 'settings', section: 'maintenance' })}>
          Maintenance
        </Button>
      ) : (
        <Button onClick={() => void actions.unmute([muted])}>
          {muted.target.scope === 'category' ? 'Unmute the category' : 'Unmute'}
        </Button>
      )}
      <Button component="a" href={routeHash(historyRoute({ kind: item.scope, id: item.id }))}>
        Show in history
      </Button>
      {changeable ? <ChangeButtons item={item} /> : <ExportButton item={item} />}
      {link !== undefined && <LinkButton link={link} />}
    </div>
  )
}

/** The desktop app hands only https addresses to the browser; another is shown, to be copied. */
function LinkButton({ link }: { readonly link: string }) {
  const isDesktop = useLive(state => state.info?.shell.kind === 'desktop')
  if (isDesktop && !link.startsWith('https:')) return <span className={classes.plainLink}>{link}</span>
  return (
    <Button
      component="a"
      href={link}
      target="_blank"
      rel="noopener noreferrer"
      rightSection={<IconExternalLink size={14} aria-hidden />}
    >
      Open its page
    </Button>
  )
}

/** Where there is no menu that holds it. */
function ExportButton({ item }: { readonly item: ListItem }) {
  const dialogs = useDialogs()
  return <Button onClick={() => dialogs.openExport({ ids: [item.id] })}>Export</Button>
}

function ChangeButtons({ item }: { readonly item: ListItem }) {
  const actions = useItemActions()
  const dialogs = useDialogs()
  const type = item.scope === 'backend' ? 'backend' : 'monitor'
  return (
    <>
      <Button onClick={() => void actions.setPaused([item], !item.paused)}>
        {item.paused ? 'Resume' : 'Pause'}
      </Button>
      <Button onClick={() => dialogs.openEditor({ type, mode: 'edit', id: item.id })}>Edit</Button>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={14} aria-hidden />}>More</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => dialogs.openEditor({ type, mode: 'duplicate', id: item.id })}>
            Duplicate
          </Menu.Item>
          <Menu.Item onClick={() => dialogs.openExport({ ids: [item.id] })}>Export</Menu.Item>
          <Menu.Item onClick={() => void actions.remove([item])}>Delete</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
