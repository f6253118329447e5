import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, useState } from 'react'
import type { IncidentView } from '#shared/incidents.ts'
import { MUTE_CHOICES } from '#shared/mute-spans.ts'
import { useItemActions } from '../actions/use-item-actions.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { incidentWords, muteTargetsOf } from './incident-words.ts'
import { useIncidentActions } from './use-incident-actions.ts'

/** What is asked about which incidents. */
export interface IncidentQuestion {
  readonly ask: 'acknowledge' | 'note' | 'mute'
  readonly incidents: readonly IncidentView[]
}

interface IncidentDialogsProps {
  readonly question: IncidentQuestion | null
  readonly onClose: () => void
  /** Called once what was asked about is done. */
  readonly onDone?: () => void
}

const TITLES: Readonly<Record<IncidentQuestion['ask'], string>> = {
  acknowledge: 'Acknowledge',
  note: 'Add a note to',
  mute: 'Mute',
}

/** Asks for the note of an acknowledgement, for a note, or how long to mute. */
export function IncidentDialogs({ question, onClose, onDone }: IncidentDialogsProps) {
  const done = () => {
    onClose()
    onDone?.()
  }
  return (
    <Modal
      opened={question !== null}
      onClose={onClose}
      title={question ? `${TITLES[question.ask]} ${incidentWords(question.incidents)}` : ''}
      closeButtonProps={{ 'aria-label': 'Cancel' }}
      styles={{ title: { fontWeight: 600, overflowWrap: 'anywhere' } }}
    >
      {question?.ask === 'mute' && (
        <MuteForm incidents={question.incidents} onClose={onClose} onDone={done} />
      )}
      {question !== null && question.ask !== 'mute' && (
        <NoteForm question={question} onClose={onClose} onDone={done} />
      )}
    </Modal>
  )
}

interface NoteFormProps {
  readonly question: IncidentQuestion
  readonly onClose: () => void
  readonly onDone: () => void
}

/** As long as the contract takes it. */
const LONGEST_NOTE = 2000

function NoteForm({ question: { ask, incidents }, onClose, onDone }: NoteFormProps) {
  const actions = useIncidentActions()
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState('')
  const acknowledging = ask === 'acknowledge'
  const submit = async () => {
    const [first] = incidents
    const text = note.trim()
    if (!acknowledging && text === '') return setProblem('Write a note.')
    const work = acknowledging
      ? actions.acknowledge(incidents, text)
      : first
        ? actions.addNote(first, text)
        : Promise.resolve(true)
    if (await work) onDone()
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    void submit()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void submit()
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      {acknowledging && (
        <Text mb={12}>
          You take care of {incidents.length === 1 ? 'it' : 'them'}: no reminders and no escalation until
          something new happens.
        </Text>
      )}
      <Textarea
        label={acknowledging ? 'Note, if you like' : 'Note'}
        description="Kept in the timeline. Enter sends, Shift with Enter begins a new line."
        autosize
        minRows={2}
        maxRows={8}
        maxLength={LONGEST_NOTE}
        value={note}
        error={problem === '' ? undefined : problem}
        onChange={event => setNote(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        data-autofocus
      />
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={actions.busy}>
          {acknowledging ? 'Acknowledge' : 'Add note'}
        </Button>
      </Group>
    </form>
  )
}

interface MuteFormProps {
  readonly incidents: readonly IncidentView[]
  readonly onClose: () => void
  readonly onDone: () => void
}

function MuteForm({ incidents, onClose, onDone }: MuteFormProps) {
  const actions = useItemActions()
  const dialogs = useDialogs()
  const targets = muteTargetsOf(incidents)
  const left = incidents.filter(incident => muteTargetsOf([incident]).length === 0).length
  return (
    <>
      <Text mb={12}>Still checked and shown, not counted, and nobody is told.</Text>
      <Stack gap={8}>
        {MUTE_CHOICES.map((choice, index) => (
          <Button
            key={choice.label}
            data-autofocus={index === 0 || undefined}
            disabled={actions.busy}
            onClick={() => void actions.mute(targets, choice.span(Date.now())).then(done => done && onDone())}
          >
            {choice.label}
          </Button>
        ))}
        <Button
          onClick={() => {
            onClose()
            dialogs.muteUntilDate(targets, incidentWords(incidents))
          }}
        >
          Until a date…
        </Button>
      </Stack>
      {left > 0 && (
        <Text size="xs" c="dimmed" mt={12}>
          Metrics and pushed alerts cannot be muted: acknowledge them.
        </Text>
      )}
    </>
  )
}
