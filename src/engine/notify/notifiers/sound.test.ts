import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { systemClock } from '../../clock.ts'
import { FakeClock } from '../../fake-clock.ts'
import type { AlertMessage } from '../alert-message.ts'
import { DeliveryFailure } from '../notifier.ts'
import { soundNotifier } from './sound.ts'

const RESOURCES = join(import.meta.dirname, '../../../../resources')

let dir: TempDir
/** Nothing but the test's own stand-ins is on PATH. */
beforeEach(async () => {
  dir = await makeTempDir('sound')
  vi.stubEnv('PATH', dir.path)
  vi.stubEnv('XDG_RUNTIME_DIR', '/run/of/this/login')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await dir.remove()
})

/** Puts a player on PATH that notes what it was asked to play, and then does this. */
async function install(program: string, then = 'exit 0'): Promise<void> {
  const path = join(dir.path, program)
  const note = `printf '%s|%s|%s\\n' '${program}' "$*" "$XDG_RUNTIME_DIR" >> '${join(dir.path, 'played')}'`
  await writeFile(path, `#!/bin/sh\n${note}\n${then}\n`)
  await chmod(path, 0o755)
}
const played = async () =>
  (await readFile(join(dir.path, 'played'), 'utf8').catch(() => '')).split('\n').slice(0, -1)

const message = (over: Partial<AlertMessage> = {}): AlertMessage => ({
  ...{ id: 'm1', kind: 'problem', level: 'critical', title: 'Redis is unhealthy', body: 'Since 14:02.' },
  ...{ incidents: [], overall: 'unhealthy', at: 0, route: { page: 'alerts' }, ...over },
})

function send(
  of: AlertMessage,
  target: unknown = {},
  over: { clock?: FakeClock; signal?: AbortSignal; resourcesDir?: string | null } = {},
): Promise<void> {
  return soundNotifier.send(of, target, {
    ...{ clock: systemClock, signal: new AbortController().signal, resourcesDir: RESOURCES },
    ...{ version: '1', host: 'here', isDemo: false, native: null, ...over },
  })
}
const failureOf = (sending: Promise<void>) => sending.catch((error: unknown) => error)
const sounds = (name: string) => join(RESOURCES, 'sounds', `${name}.wav`)

describe.skipIf(process.platform !== 'linux')('a sound', () => {
  it('is one of each level, and another when it is over', async () => {
    await install('paplay')
    await send(message())
    await send(message({ level: 'warning' }))
    await send(message({ level: 'info', kind: 'reminder' }))
    await send(message({ kind: 'recovery' }))
    const names = ['critical', 'warning', 'info', 'recovery']
    expect(await played()).toEqual(names.map(name => `paplay|${sounds(name)}|/run/of/this/login`))
  })

  it('is not made when somebody acknowledges', async () => {
    await install('paplay')
    await send(message({ kind: 'acknowledged' }))
    expect(await played()).toEqual([])
  })

  it('is played by the next program where one cannot', async () => {
    await install('pw-play', 'echo "no PipeWire here" >&2; exit 1')
    await install('aplay')
    await send(message())
    expect((await played()).map(line => line.split('|').slice(0, 2))).toEqual([
      ['pw-play', sounds('critical')],
      ['aplay', `-q ${sounds('critical')}`],
    ])
  })

  it('may be a file of the operator, for the levels named; whatever it is called is no option', async () => {
    await install('pw-play')
    const file = join(dir.path, '$(id) -x "own".wav')
    await writeFile(file, 'RIFF')
    const target = { file, levels: ['critical'] }
    await send(message(), target)
    await send(message({ level: 'warning' }), target)
    await send(message({ kind: 'recovery' }), target)
    expect((await played()).map(line => line.split('|')[1])).toEqual([
      file,
      sounds('warning'),
      sounds('recovery'),
    ])
  })

  it('of the operator that is long is cut, and counts as played', async () => {
    const file = join(dir.path, 'long.wav')
    await writeFile(file, 'RIFF')
    await install('pw-play', 'exec /bin/sleep 60')
    const clock = new FakeClock()
    const sending = send(message(), { file }, { clock })
    await vi.waitFor(async () => expect(await played()).toHaveLength(1))
    await clock.advance(10_100)
    await sending
  })
})

describe.skipIf(process.platform !== 'linux')('a sound that cannot be played', () => {
  it('says what to install where nothing plays sounds, and is not tried again', async () => {
    const failure = await failureOf(send(message()))
    expect(failure).toBeInstanceOf(DeliveryFailure)
    expect(failure).toMatchObject({
      message:
        'There is no program that plays sounds. Install PipeWire (pipewire-bin), pulseaudio-utils or alsa-utils.',
      isWorthRetry: false,
    })
  })

  it('says what the player said', async () => {
    await install('aplay', 'echo "audio open error: No such file or directory" >&2; exit 1')
    expect(await failureOf(send(message()))).toMatchObject({
      message:
        'The sound could not be played: aplay said: audio open error: No such file or directory. Check that this login has a sound device.',
    })
  })

  it('says which file cannot be read', async () => {
    await install('aplay')
    expect(await failureOf(send(message(), { file: '/nowhere/own.wav' }))).toMatchObject({
      message:
        'The sound file /nowhere/own.wav cannot be read. Check that it is there, and that this user may read it.',
    })
    expect(await failureOf(send(message(), {}, { resourcesDir: dir.path }))).toMatchObject({
      message: expect.stringMatching(/^The sounds of Traylight are not installed completely/),
    })
    expect(await played()).toEqual([])
  })

  it('ends with its program when it is told to stop', async () => {
    await install('pw-play', `echo $$ > '${join(dir.path, 'pid')}'; exec /bin/sleep 60`)
    const stopping = new AbortController()
    const sending = failureOf(send(message(), {}, { signal: stopping.signal }))
    const pid = () => readFile(join(dir.path, 'pid'), 'utf8').then(Number)
    await vi.waitFor(async () => expect(await pid()).toBeGreaterThan(0))
    stopping.abort(new Error('Traylight is stopping.'))
    expect(await sending).toMatchObject({ message: 'Traylight is stopping.' })
    const running = await pid()
    await vi.waitFor(() => expect(() => process.kill(running, 0)).toThrow('ESRCH'))
  })
})

describe('the settings of a sound', () => {
  it('want a full path and at least one level', () => {
    const pathsOf = (target: unknown) =>
      soundNotifier.schema.safeParse(target).error?.issues.map(({ path }) => path[0])
    expect(pathsOf({ file: 'own.wav', levels: [] })).toEqual(['file', 'levels'])
    expect(pathsOf({ file: '~/own.wav' })).toBeUndefined()
    expect(soundNotifier.schema.parse({})).toEqual({ levels: ['info', 'warning', 'critical'] })
  })
})
