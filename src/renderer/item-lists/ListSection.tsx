import { Button, Loader } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type ReactNode, useCallback, useState } from 'react'
import { EmptyState } from '../components/EmptyState.tsx'
import { useDialogs } from '../dialogs/dialogs.ts'
import { useOpener } from '../dialogs/use-opener.ts'
import { useConfigSource } from '../settings/use-config-source.ts'
import { type LoadedSettings, useSettings } from '../settings/use-settings.ts'
import { ItemDrawer, type ItemForm } from './ItemDrawer.tsx'
import { ItemRow } from './ItemRow.tsx'
import classes from './item-lists.module.css'
import type { ItemRequest, ListedItem, SettingsList } from './settings-list.ts'
import { useChangeItems } from './use-change-items.ts'

/** What a row says of its thing. */
export interface RowWords {
  readonly tags: readonly string[]
  readonly lines: ReactNode
  readonly buttons?: ReactNode
}

interface ListSectionProps<T extends ListedItem> {
  readonly list: SettingsList<T>
  /** What they are together: "Rules". */
  readonly label: string
  /** What stands there while there is none. */
  readonly nothing: { readonly title: string; readonly text: string }
  readonly wordsOf: (item: T, settings: LoadedSettings) => RowWords
  /** The member that switches one off; left out where there is none. */
  readonly switchedBy?: 'off' | 'paused'
  /** Said before one is deleted. */
  readonly whenDeleted: string
  readonly form?: ItemForm
  /** Beside the button that adds one. */
  readonly bar?: ReactNode
}

/** A list in the configuration: its things in rows, each added and changed in a form drawn from the schema. */
export function ListSection<T extends ListedItem>(props: ListSectionProps<T>) {
  const { list, label, nothing, wordsOf, switchedBy, whenDeleted, form, bar } = props
  const { value: settings, refusal } = useSettings()
  const { readOnly } = useConfigSource()
  const dialogs = useDialogs()
  const { busy, change } = useChangeItems(list)
  const [request, setRequest] = useState<ItemRequest | null>(null)
  const opener = useOpener()
  const close = useCallback(() => {
    setRequest(null)
    opener.giveBack()
  }, [opener])
  if (settings === null) {
    return refusal === '' ? (
      <Loader size="sm" role="status" aria-label="Loading" />
    ) : (
      <p role="alert">{refusal}</p>
    )
  }
  const open = (next: ItemRequest) => {
    opener.remember()
    setRequest(next)
  }
  const setOn = (item: T, key: 'off' | 'paused', on: boolean) =>
    void change(`Switching ${item.name} ${on ? 'on' : 'off'}`, items =>
      items.map(other => (other.id === item.id ? { ...other, [key]: !on } : other)),
    )
  const remove = async ({ id, name }: T) => {
    const sure = await dialogs.confirm({ title: `Delete ${name}?`, text: whenDeleted, action: 'Delete' })
    if (!sure) return
    await change(`Deleting ${name}`, items => items.filter(item => item.id !== id), `Deleted ${name}`)
  }
  const items = list.itemsOf(settings.config)
  const add = readOnly ? null : (
    <Button
      variant={items.length === 0 ? 'filled' : 'default'}
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => open({ mode: 'add' })}
    >
      Add {list.noun}
    </Button>
  )
  return (
    <>
      {items.length === 0 ? (
        <EmptyState title={nothing.title} action={add}>
          {nothing.text}
        </EmptyState>
      ) : (
        <>
          <div className={classes.bar}>
            {add}
            {bar}
          </div>
          <ul className={classes.list} aria-label={label}>
            {items.map(item => {
              const { tags, lines, buttons } = wordsOf(item, settings)
              return (
                <ItemRow
                  key={item.id}
                  name={item.name}
                  tags={tags}
                  on={switchedBy === undefined ? null : item[switchedBy] !== true}
                  buttons={buttons}
                  readOnly={readOnly}
                  busy={busy}
                  onSwitch={on => switchedBy && setOn(item, switchedBy, on)}
                  onEdit={() => open({ mode: 'edit', id: item.id })}
                  onDuplicate={() => open({ mode: 'duplicate', id: item.id })}
                  onDelete={() => void remove(item)}
                >
                  {lines}
                </ItemRow>
              )
            })}
          </ul>
        </>
      )}
      {request && <ItemDrawer list={list} request={request} settings={settings} onClose={close} {...form} />}
    </>
  )
}
