import { Button, Group, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Target } from '#shared/views.ts'
import { useItemActions } from '../actions/use-item-actions.ts'
import { fromLocalInput, toLocalInput } from './local-input.ts'

const DAY_MS = 86_400_000

/** Asks for the moment until which something is muted. */
export function MuteUntilDialog({
  targets,
  what,
  onClose,
}: {
  readonly targets: readonly Target[]
  readonly what: string
  readonly onClose: () => void
}) {
  const actions = useItemActions()
  const [text, setText] = useState(() => toLocalInput(Date.now() + DAY_MS))
  const [problem, setProblem] = useState('')
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const until = fromLocalInput(text, Date.now())
    if (until === null) {
      setProblem('Give a moment in the future.')
      return
    }
    if (await actions.mute(targets, { until, untilRecovery: false })) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Mute ${what} until`}
      closeButtonProps={{ 'aria-label': 'Cancel' }}
      styles={{ title: { fontWeight: 600 } }}
      zIndex={400}
    >
      <form onSubmit={event => void submit(event)} noValidate>
        <TextInput
          type="datetime-local"
          label="Until"
          description="In this computer's time. Still checked and shown, not counted."
          value={text}
          error={problem === '' ? undefined : problem}
          onChange={event => setText(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end" gap={8} mt={16}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={actions.busy}>
            Mute
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
