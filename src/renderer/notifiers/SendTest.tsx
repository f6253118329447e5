import { Button } from '@mantine/core'
import type { NotifierConfig } from '#shared/notifier-config.ts'
import { say, useAction } from '../actions/use-action.ts'
import { CallRefused } from '../connection/engine-client.ts'
import { useEngine } from '../connection/hooks.ts'
import { problemSentence } from '../forms/problems.ts'

/** Sends a test through a notifier as it is saved. */
export function SendTest({ notifier }: { readonly notifier: NotifierConfig }) {
  const engine = useEngine()
  const { busy, run } = useAction()
  const send = () =>
    run(`A test of ${notifier.name}`, async () => {
      const answer = await engine.call('testNotifier', { notifier: { ...notifier } })
      if (answer.ok) return say(`${notifier.name}: ${answer.message}`)
      const message = answer.problems.map(problemSentence).join(' ')
      throw new CallRefused({ code: 'failed', message })
    })
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      loading={busy}
      aria-label={`Send test: ${notifier.name}`}
      onClick={() => void send()}
    >
      Send test
    </Button>
  )
}
