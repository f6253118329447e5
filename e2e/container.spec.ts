import { type ChildProcess, spawn } from 'node:child_process'
import { chown, copyFile, link, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { delimiter, join } from 'node:path'
import { expect, test } from '@playwright/test'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { type UnprivilegedUser, unprivilegedUser } from '#demo/programs/unprivileged-user.ts'
import { putLightImage } from '../build/light-image.ts'
import { runTool } from '../build/run-tool.ts'

const ROOT = join(import.meta.dirname, '..')
const TOKEN = 'a-token-of-the-operators-own'

test.skip(process.platform !== 'linux', 'The image is one of Linux.')
// The image is put together once, by one worker.
test.describe.configure({ mode: 'default' })

let dir: TempDir
let user: UnprivilegedUser | null
/** What the Dockerfile says of starting. */
let image: { readonly command: readonly string[]; readonly health: readonly string[]; readonly env: Env }

type Env = Readonly<Record<string, string>>
const inDir = (...names: string[]) => join(dir.path, ...names)

test.beforeAll(async () => {
  test.setTimeout(120_000)
  dir = await makeTempDir('container')
  user = await unprivilegedUser(['nobody'])
  await putLightImage(ROOT, inDir('image'))
  await mkdir(inDir('bin'))
  await link(process.execPath, inDir('bin/node')).catch(() => copyFile(process.execPath, inDir('bin/node')))
  await symlink(inDir('image/bin/traylight.mjs'), inDir('bin/traylight'))
  for (const folder of ['data', 'tmp']) {
    await mkdir(inDir(folder))
    if (user) await chown(inDir(folder), user.uid, user.gid)
  }
  // As a read-only root is: whoever runs there may write nothing but the two folders.
  await runTool({ command: 'chmod', args: ['-R', 'a-w,a+rX', inDir('image')], cwd: dir.path })
  await runTool({ command: 'chmod', args: ['a+rx', dir.path], cwd: dir.path })
  image = readDockerfile(await readFile(join(ROOT, 'build/docker/Dockerfile'), 'utf8'))
})
test.afterAll(async () => {
  await runTool({ command: 'chmod', args: ['-R', 'u+w', inDir('image')], cwd: dir.path })
  await dir.remove()
})

const wordsSchema = z.array(z.string())

function readDockerfile(text: string) {
  const last = text.slice(text.lastIndexOf('\nFROM ')).replaceAll('\\\n', ' ')
  const words = (instruction: string) => {
    const found = new RegExp(`^\\s*${instruction} +(\\[.*\\])$`, 'm').exec(last)?.[1]
    return wordsSchema.parse(JSON.parse(found ?? ''))
  }
  const env = /^ENV (.*)$/m.exec(last)?.[1]?.match(/\S+=\S+/g) ?? []
  return {
    command: [...words('ENTRYPOINT'), ...words('CMD')],
    health: words('HEALTHCHECK .* CMD'),
    env: Object.fromEntries(env.map(pair => pair.split('=', 2))),
  }
}

/** Starts a command as in the container: an ordinary user, the image's environment, nothing inherited. */
function start(command: readonly string[], env: Env): ChildProcess {
  const [program = '', ...args] = command
  return spawn(inDir('bin', program), args, {
    cwd: '/',
    env: {
      ...image.env,
      PATH: [inDir('bin'), '/usr/bin', '/bin'].join(delimiter),
      TRAYLIGHT_DATA_DIR: inDir(`.${image.env.TRAYLIGHT_DATA_DIR}`),
      XDG_CACHE_HOME: inDir(`.${image.env.XDG_CACHE_HOME}`),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user && { uid: user.uid, gid: user.gid }),
  })
}

interface Ended {
  readonly exitCode: number | null
  readonly said: string
}

function ending(child: ChildProcess): Promise<Ended> {
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      said += String(chunk)
    })
  }
  return new Promise(resolve => child.once('close', exitCode => resolve({ exitCode, said })))
}

/** The command with a port that is free here. */
const onFreePort = (command: readonly string[]) =>
  command.map(word => (word === '--port=8009' ? '--port=0' : word))

/** Runs the light shell by a command, and hands its port out for as long as it is used. */
async function whileRunning(
  command: readonly string[],
  env: Env,
  use: (port: number) => Promise<void>,
): Promise<void> {
  expect(command).toContain('--port=8009')
  const child = start(onFreePort(command), { TRAYLIGHT_TOKEN: TOKEN, ...env })
  const ended = ending(child)
  try {
    const port = await new Promise<number>((resolve, reject) => {
      let said = ''
      child.stdout?.on('data', chunk => {
        said += String(chunk)
        const found = /Dashboard: http:\/\/[^/]+:(\d+)\//.exec(said)?.[1]
        if (found) resolve(Number(found))
      })
      void ended.then(({ said: all }) => reject(new Error(`It ended: ${all}`)))
    })
    await use(port)
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ exitCode: 0 })
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

/** Asks as a probe does, under another host than the one that is connected to. */
function ask(port: number, path: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host } }, response => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const LIVE = '/api/v1/health/live'
const READY = '/api/v1/health/ready?scope=self'

test('the image runs with a read-only root, and the probes of a kubelet are answered', async () => {
  await whileRunning(image.command, {}, async port => {
    for (const path of [LIVE, READY]) {
      // A kubelet asks by the pod's address, and not by a name.
      expect(await ask(port, path, '10.244.1.7:8009')).toBe(200)
      expect(await ask(port, path, 'elsewhere.example:8009')).toBe(421)
    }
    const health = image.health.map(word => word.replace(':8009/', `:${port}/`))
    expect(await ending(start(health, {}))).toEqual({ exitCode: 0, said: '' })
    const status = await ending(start(['traylight', 'status'], {}))
    expect(status.said).toMatch(/healthy|unknown|degraded/)
    const tested = await ending(
      start(['traylight', 'test', '--url', `http://127.0.0.1:${port}`, '--only', 'basic'], {}),
    )
    expect(tested).toMatchObject({ exitCode: 0, said: expect.stringContaining('tests passed') })
  })
  const health = await ending(
    start(
      image.health.map(word => word.replace(':8009/', ':1/')),
      {},
    ),
  )
  expect(health.exitCode).toBe(1)
})

test('the image does not start without a token, and says so', async () => {
  expect(await ending(start(onFreePort(image.command), {}))).toEqual({
    exitCode: 2,
    said: expect.stringContaining('Set TRAYLIGHT_TOKEN'),
  })
})

test('the Deployment starts the image under the names of its Service', async () => {
  const deployment: unknown = parseYaml(
    await readFile(join(ROOT, 'build/kubernetes/deployment.yaml'), 'utf8'),
  )
  const containerSchema = z.object({ args: wordsSchema })
  const podSchema = z.object({ spec: z.object({ containers: z.tuple([containerSchema]) }) })
  const [{ args }] = z.object({ spec: z.object({ template: podSchema }) }).parse(deployment).spec.template
    .spec.containers
  const config = inDir('tmp/traylight.yaml')
  await writeFile(config, 'version: 1\n')
  const given = args.map(arg =>
    arg.replace('/etc/traylight/traylight.yaml', config).replace('$(POD_NAMESPACE)', 'monitoring'),
  )
  await whileRunning(['traylight', ...given], {}, async port => {
    for (const name of ['traylight', 'traylight.monitoring.svc', 'traylight.monitoring.svc.cluster.local']) {
      expect(await ask(port, LIVE, `${name}:8009`)).toBe(200)
    }
    expect(await ask(port, READY, '10.244.1.7:8009')).toBe(200)
    expect(await ask(port, LIVE, 'traylight.elsewhere.svc:8009')).toBe(421)
  })
})
