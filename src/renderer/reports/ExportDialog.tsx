import { Button, Group, Modal, MultiSelect, Radio, Select, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { categoryTitle } from '#shared/category.ts'
import type { ReportFormatKind } from '#shared/reports.ts'
import { parseRoute } from '#shared/route.ts'
import { refusalText } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import type { EngineState } from '../connection/live-state.ts'
import { useFetched } from '../details/use-fetched.ts'
import type { ExportChoice } from '../dialogs/dialogs.ts'
import { keepDraft, readDraft } from '../forms/drafts.ts'
import { inTabOrder } from '../layout/tabs-of.ts'
import { toLocalInput } from '../mutes/local-input.ts'
import { type DraftProblems, type ExportDraft, exportDraftSchema, orderOf } from './export-draft.ts'
import classes from './reports.module.css'

const DRAFT = 'export'
const DAY_MS = 86_400_000
/** So many are offered at once: a list of a thousand takes long to draw. */
const MOST_OFFERED = 50

const RANGE_TITLES: Readonly<Record<ExportDraft['range'], string>> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  yesterday: 'Yesterday',
  'last-week': 'Last week, Monday to Sunday',
  'last-month': 'Last month',
  custom: 'From … to …',
}
const LEVEL_TITLES: Readonly<Record<ExportDraft['level'], string>> = {
  auto: 'As the range suggests',
  raw: 'Every single result',
  minute: 'By the minute',
  'ten-minutes': 'By ten minutes',
  hour: 'By the hour',
  day: 'By the day',
}
const PART_TITLES = {
  history: 'History',
  health: 'Health now',
  uptime: 'Uptime and error budgets',
  changes: 'Changes of status',
  summary: 'Summary',
} as const

const optionsOf = <T extends string>(titles: Readonly<Record<T, string>>) =>
  Object.entries<string>(titles).map(([value, label]) => ({ value, label }))

/** Asks what a report is to hold, in which format and where, and has it written while the person goes on. */
export function ExportDialog({
  chosen,
  onClose,
}: {
  readonly chosen: ExportChoice | null
  readonly onClose: () => void
}) {
  const engine = useEngine()
  const { value, refusal } = useFetched(async () => {
    const [kinds, config] = await Promise.all([
      engine.call('kinds', undefined),
      engine.call('getConfig', undefined),
    ])
    return { formats: kinds.reportFormats, folder: config.settings.reportFolder ?? null }
  }, '')
  return (
    <Modal
      opened
      onClose={onClose}
      size={640}
      title="Export a report"
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 600 } }}
    >
      {value !== null && (
        <ExportForm chosen={chosen} formats={value.formats} folder={value.folder} onClose={onClose} />
      )}
      {refusal !== '' && <p role="alert">{refusal}</p>}
    </Modal>
  )
}

interface ExportFormProps {
  readonly chosen: ExportChoice | null
  readonly formats: readonly ReportFormatKind[]
  /** Where reports are written unless they name another; null for the data directory's. */
  readonly folder: string | null
  readonly onClose: () => void
}

/** What was chosen the last time, with what the dialog was opened for. */
function firstDraft(chosen: ExportChoice | null, formats: readonly ReportFormatKind[]): ExportDraft {
  const kept = exportDraftSchema.safeParse(readDraft(localStorage, DRAFT)?.value ?? {})
  const draft = kept.success ? kept.data : exportDraftSchema.parse({})
  const route = parseRoute(window.location.hash)
  const isKnown = formats.some(({ name }) => name === draft.format)
  return {
    ...draft,
    format: isKnown
      ? draft.format
      : ((formats.find(({ name }) => name === 'html') ?? formats[0])?.name ?? ''),
    ...(route.page === 'category' && draft.what !== 'category' ? { category: route.category } : {}),
    ...(chosen ? { what: 'chosen', ids: [...chosen.ids] } : {}),
  }
}

function ExportForm({ chosen, formats, folder, onClose }: ExportFormProps) {
  const engine = useEngine()
  const [draft, setDraft] = useState(() => firstDraft(chosen, formats))
  const [problems, setProblems] = useState<DraftProblems>({})
  const [refusal, setRefusal] = useState('')
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const dataDir = useLive(state => state.info?.dataDir ?? '')
  // The dialog was there before the form was, and has the focus at its close button.
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), [])
  const change = (part: Partial<ExportDraft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    setProblems({})
    // What is kept of it: the choice of one card is not that of the next time.
    const lasting = chosen ? { ...next, what: 'everything', ids: [] } : next
    keepDraft(localStorage, DRAFT, lasting, Date.now())
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
    const read = orderOf(draft, Date.now(), timeZone, category => idsIn(engine.store.getState(), category))
    if (!read.ok) {
      setProblems(read.problems)
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(true)
    try {
      await engine.call('startReport', { ...read.order, folder: draft.folder.trim() || null })
      engine.store.showOwnAction()
      onClose()
    } catch (error) {
      setRefusal(refusalText(error))
      setBusy(false)
    }
  }
  const format = formats.find(({ name }) => name === draft.format)
  return (
    <form ref={form} className={classes.form} onSubmit={event => void submit(event)} noValidate>
      {refusal !== '' && (
        <p role="alert" className={classes.refusal}>
          {refusal}
        </p>
      )}
      <RangeFields draft={draft} problems={problems} onChange={change} />
      <WhatFields draft={draft} problems={problems} onChange={change} />
      <FormatFields draft={draft} formats={formats} onChange={change} />
      {format && format.parts.length > 0 && (
        <Select
          label="Table"
          description={`A report as ${format.title} holds one table.`}
          data={format.parts.map(part => ({ value: part, label: PART_TITLES[part] }))}
          value={format.parts.find(part => part === draft.part) ?? format.parts[0] ?? null}
          allowDeselect={false}
          onChange={next => change({ part: format.parts.find(part => part === next) ?? null })}
        />
      )}
      <div className={classes.pair}>
        <Select
          label="Detail"
          data={optionsOf(LEVEL_TITLES)}
          value={draft.level}
          allowDeselect={false}
          onChange={next => change({ level: exportDraftSchema.shape.level.parse(next ?? undefined) })}
        />
        <TextInput
          label="Folder"
          placeholder={folder ?? `${dataDir}/reports`}
          value={draft.folder}
          onChange={event => change({ folder: event.currentTarget.value })}
        />
      </div>
      <Group justify="flex-end" gap={8} className={classes.footer}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={busy}>
          Export
        </Button>
      </Group>
    </form>
  )
}

interface FieldsProps {
  readonly draft: ExportDraft
  readonly problems: DraftProblems
  readonly onChange: (part: Partial<ExportDraft>) => void
}

function RangeFields({ draft, problems, onChange }: FieldsProps) {
  return (
    <>
      <Select
        label="Time"
        data={optionsOf(RANGE_TITLES)}
        value={draft.range}
        allowDeselect={false}
        data-autofocus
        onChange={next => onChange(withRange(draft, exportDraftSchema.shape.range.parse(next ?? undefined)))}
      />
      {draft.range === 'custom' && (
        <div className={classes.pair}>
          {(['from', 'to'] as const).map(name => (
            <TextInput
              key={name}
              type="datetime-local"
              label={name === 'from' ? 'From' : 'To'}
              value={draft[name]}
              error={problems[name]}
              onChange={event => onChange({ [name]: event.currentTarget.value })}
            />
          ))}
        </div>
      )}
    </>
  )
}

/** A range of one's own begins as the last day, to be changed. */
function withRange(draft: ExportDraft, range: ExportDraft['range']): Partial<ExportDraft> {
  if (range !== 'custom' || draft.from !== '') return { range }
  const now = Date.now()
  return { range, from: toLocalInput(now - DAY_MS), to: toLocalInput(now) }
}

function WhatFields({ draft, problems, onChange }: FieldsProps) {
  const categories = useLive(categoriesOf)
  const watched = useLive(watchedOf)
  return (
    <>
      <Radio.Group
        label="What"
        value={draft.what}
        onChange={next => onChange({ what: exportDraftSchema.shape.what.parse(next) })}
      >
        <Group gap={16} mt={4}>
          <Radio value="everything" label="Everything" />
          <Radio value="category" label="A category" disabled={categories.length === 0} />
          <Radio value="chosen" label="Chosen monitors" disabled={watched.length === 0} />
        </Group>
      </Radio.Group>
      {draft.what === 'category' && (
        <Select
          label="Category"
          data={inTabOrder(categories).map(category => ({ value: category, label: categoryTitle(category) }))}
          value={categories.includes(draft.category) ? draft.category : null}
          error={problems.category}
          onChange={next => onChange({ category: next ?? '' })}
        />
      )}
      {draft.what === 'chosen' && (
        <MultiSelect
          label="Monitors"
          description={`A backend stands for all that it reports.${watched.length / 2 > MOST_OFFERED ? ' Words find those that are not listed.' : ''}`}
          data={optionsFor(watched, draft.ids)}
          value={[...draft.ids]}
          error={problems.ids}
          limit={MOST_OFFERED}
          nothingFoundMessage="Nothing of this name is watched"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Choose none' }}
          maxDropdownHeight={240}
          onChange={ids => onChange({ ids })}
        />
      )}
    </>
  )
}

function FormatFields({
  draft,
  formats,
  onChange,
}: Pick<FieldsProps, 'draft' | 'onChange'> & { readonly formats: readonly ReportFormatKind[] }) {
  return (
    <Radio.Group label="Format" value={draft.format} onChange={format => onChange({ format, part: null })}>
      <div className={classes.formats}>
        {formats.map(({ name, title, summary }) => (
          <Radio key={name} value={name} label={title} description={summary} />
        ))}
      </div>
    </Radio.Group>
  )
}

const categoriesOf = (state: EngineState): string[] => [
  ...new Set([
    ...[...state.monitors.values()].map(({ category }) => category),
    ...[...state.backends.values()].flatMap(({ services }) => services.map(({ category }) => category)),
  ]),
]

/** Ids and names in turn, so that the same list is the same. */
const watchedOf = (state: EngineState): readonly string[] => [
  ...[...state.monitors.values()].flatMap(({ id, name }) => [id, name]),
  ...[...state.backends.values()].flatMap(({ id, name }) => [id, name]),
]

/** Two of the same name are told apart by their ids; what is not watched any more, or a service, is called by its id. */
function optionsFor(watched: readonly string[], ids: readonly string[]) {
  const names = new Map<string, string>()
  for (let at = 0; at < watched.length; at += 2) names.set(watched[at] ?? '', watched[at + 1] ?? '')
  for (const id of ids) if (!names.has(id)) names.set(id, id)
  const taken = Map.groupBy(names.values(), name => name)
  return [...names].map(([value, name]) => ({
    value,
    label: (taken.get(name)?.length ?? 0) > 1 ? `${name} (${value})` : name,
  }))
}

/** Monitors and reported services of a category; what is its own monitor's is not counted twice. */
function idsIn(state: EngineState, category: string): readonly string[] {
  return [
    ...[...state.monitors.values()].filter(monitor => monitor.category === category).map(({ id }) => id),
    ...[...state.backends.values()].flatMap(({ services }) =>
      services.filter(service => service.category === category).map(({ id }) => id),
    ),
  ]
}
