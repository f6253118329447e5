import { Button, Group, Modal, Text } from '@mantine/core'
import type { Question } from './dialogs.ts'

/** Asks before something that cannot be undone. */
export function ConfirmDialog({
  question,
  onAnswer,
}: {
  readonly question: Question
  readonly onAnswer: (yes: boolean) => void
}) {
  return (
    <Modal
      opened
      onClose={() => onAnswer(false)}
      title={question.title}
      closeButtonProps={{ 'aria-label': 'Cancel' }}
      styles={{ title: { fontWeight: 600 } }}
      zIndex={400}
    >
      <Text>{question.text}</Text>
      <Group justify="flex-end" gap={8} mt={16}>
        <Button onClick={() => onAnswer(false)}>Cancel</Button>
        <Button variant="filled" data-autofocus onClick={() => onAnswer(true)}>
          {question.action}
        </Button>
      </Group>
    </Modal>
  )
}
