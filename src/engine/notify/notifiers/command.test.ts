import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { nastyMessage, sampleMessage } from '../../../../test-support/sample-messages.ts'
import { systemClock } from '../../clock.ts'
import { notificationDocumentSchema } from '../notification-schema.ts'
import { DeliveryFailure } from '../notifier.ts'
import { sendToNotifier } from '../send-to-notifier.ts'
import { commandNotifier } from './command.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('command')
})
afterEach(() => dir.remove())

async function run(
  target: Record<string, unknown>,
  message = sampleMessage(),
  signal = new AbortController().signal,
): Promise<DeliveryFailure | null> {
  try {
    await sendToNotifier(commandNotifier, { kind: 'command', ...target }, message, {
      ...{ clock: systemClock, signal },
      facts: { version: '1', host: 'build-3', isDemo: false, native: null, resourcesDir: null },
      resolve: async value => ({ ok: true, value, secrets: [] }),
    })
    return null
  } catch (error) {
    if (error instanceof DeliveryFailure) return error
    throw error
  }
}

const script = (text: string) => ['/bin/sh', '-c', text]

describe('a command', () => {
  it('finds the message in its environment and on its standard input, and nothing else of ours', async () => {
    process.env.TRAYLIGHT_TEST_SECRET = 'of ours'
    try {
      const failure = await run({
        argv: script('cat > input; env > variables'),
        cwd: dir.path,
        env: { OWN: '1' },
      })
      expect(failure).toBeNull()
    } finally {
      delete process.env.TRAYLIGHT_TEST_SECRET
    }
    const document = notificationDocumentSchema.parse(
      JSON.parse(await readFile(join(dir.path, 'input'), 'utf8')),
    )
    expect(document).toMatchObject({ title: 'PostgreSQL is unhealthy', incidents: [{ id: 'inc-postgres' }] })
    const variables = (await readFile(join(dir.path, 'variables'), 'utf8')).split('\n')
    expect(variables).toEqual(
      expect.arrayContaining([
        ...['OWN=1', 'TRAYLIGHT_TITLE=PostgreSQL is unhealthy', 'TRAYLIGHT_LEVEL=critical'],
        ...['TRAYLIGHT_KIND=problem', 'TRAYLIGHT_INCIDENTS=inc-postgres', 'TRAYLIGHT_DEMO=0'],
      ]),
    )
    expect(variables.filter(line => line.startsWith('TRAYLIGHT_TEST_SECRET'))).toEqual([])
  })

  it('is given foreign text as data, whatever it holds', async () => {
    expect(await run({ argv: script('test -n "$TRAYLIGHT_TITLE"') }, nastyMessage())).toBeNull()
  })

  it('need not read its standard input', async () => {
    expect(await run({ argv: ['/bin/true'] }, nastyMessage())).toBeNull()
  })

  it('that ends badly is tried again, with what it said and no secret', async () => {
    const env = { TOKEN: 'secret-token' }
    const failure = await run({ argv: script('echo "no $TOKEN here" >&2; exit 3'), env })
    expect(failure?.message).toBe('/bin/sh ended with exit code 3: no ••• here.')
    expect(failure?.isWorthRetry).toBe(true)
    expect((await run({ argv: script('exit 64') }))?.isWorthRetry).toBe(false)
  })

  it('that is not there, or prints without end, is not', async () => {
    const missing = await run({ argv: [join(dir.path, 'missing')] })
    expect(missing?.message).toMatch(/^The program .* was not found\./)
    expect(missing?.isWorthRetry).toBe(false)
    const endless = await run({ argv: script('yes') })
    expect(endless?.message).toMatch(/printed more than 65536 bytes/)
  })

  it('that does not end is ended with all it has started', async () => {
    const ending = new AbortController()
    const running = run(
      { argv: script('sleep 100 & echo $! > pid; wait'), cwd: dir.path },
      sampleMessage(),
      ending.signal,
    )
    const pid = async () => Number(await readFile(join(dir.path, 'pid'), 'utf8').catch(() => ''))
    while ((await pid()) === 0) await new Promise(resolve => setTimeout(resolve, 10))
    const child = await pid()
    ending.abort(new DeliveryFailure('The time is over.', { isWorthRetry: true }))
    expect((await running)?.message).toBe('The time is over.')
    // Gone, or a zombie that nobody has collected.
    const state = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => ') Z ')
    expect(state).toContain(') Z ')
  })
})
