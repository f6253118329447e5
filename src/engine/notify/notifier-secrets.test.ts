import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { startWebhookServer, type WebhookServer } from '../../../test-support/webhook-server.ts'
import { slackVendor } from '../../../test-support/webhook-vendors.ts'
import { systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'

const log = recordingLog()
let dir: TempDir
let engine: Engine
let slack: WebhookServer

beforeEach(async () => {
  dir = await makeTempDir('notifiers')
  slack = await startWebhookServer(slackVendor.answering)
  engine = await Engine.create({
    ...{ dataDir: dir.path, configFile: null, version: '1.2.3', env: {}, clock: systemClock, log },
    shell: { kind: 'light' },
  })
})
afterEach(async () => {
  await engine.stop()
  await slack.close()
  await dir.remove()
})

describe('the address of a webhook', () => {
  it('is kept as a secret, and a draft with its reference can be tested', async () => {
    const to = { kind: 'slack', ...slackVendor.to(slack.url) }
    const { handlers } = engine
    const saved = await handlers.saveSection({
      section: 'notifiers',
      value: [{ id: 'ops', name: 'Operators', to }],
    })
    expect(saved).toMatchObject({ ok: true })
    const { notifiers } = await handlers.getConfig(undefined)
    expect(notifiers).toMatchObject([{ to: { kind: 'slack', url: '${secret:notifiers.ops.url}' } }])

    expect(await handlers.testNotifier({ notifier: { to: { ...notifiers[0]?.to } } })).toEqual({
      ok: true,
      message: 'Slack took the test. Look whether it arrived.',
    })
    expect(slack.requests).toHaveLength(1)

    slack.answering = ({ path }) => ({ status: 404, text: `no ${path} at ${slack.url}${path}` })
    const failed = await handlers.testNotifier({ notifier: { to: { ...notifiers[0]?.to } } })
    expect(failed).toEqual({
      ok: false,
      problems: [
        {
          path: [],
          message: `Slack at 127.0.0.1:${slack.port} answered 404 Not Found: no ••• at •••. Check its address; it may have been deleted over there.`,
        },
      ],
    })
    expect(JSON.stringify(log.lines)).not.toContain(slackVendor.secret)
  })
})
