import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { startLightShell } from './light-shell.ts'
import { runBuilt } from './run-built.ts'

let dir: TempDir
test.beforeEach(async () => {
  dir = await makeTempDir('starting')
})
test.afterEach(async () => {
  await dir.remove()
})

const inDir = (...names: string[]) => join(dir.path, ...names)

test('says in one sentence what keeps it from starting, and exits with 2', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => taken.once('listening', resolve))
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? String(address.port) : ''
  await writeFile(inDir('file'), '')
  await writeFile(
    inDir('bad.yaml'),
    'monitors:\n  - name: Shop\n    category: apis\n    intervall: 5\n    check: { kind: http }\n',
  )
  const cases: readonly [readonly string[], RegExp][] = [
    [['--port', port], new RegExp(`^Port ${port} on 127.0.0.1 is taken. Choose another with --port`)],
    [['--port', '70000'], /^The port "70000" is not a number from 0 to 65535/],
    [['--data-dir', inDir('file', 'below')], /^The data directory .* cannot be used: .*--data-dir/],
    [['--config', inDir('none.yaml')], /none\.yaml/],
    [['--config', inDir('bad.yaml')], /line 4, column \d+.*Did you mean "intervalSeconds"\?/],
    [['--host', '0.0.0.0'], /Set TRAYLIGHT_TOKEN/],
    [['--log-level', 'loud'], /^The log level "loud" does not exist/],
    [['--colour'], /--colour.*See --help/],
    [['--desktop'], /desktop shell/],
  ]
  for (const [args, sentence] of cases) {
    const { exitCode, stderr, stdout } = await runBuilt('light', [
      '--no-open',
      '--port',
      '0',
      '--data-dir',
      inDir('data'),
      ...args,
    ])
    expect([exitCode, stdout], stderr).toEqual([2, ''])
    expect(stderr).toMatch(sentence)
    expect(stderr).not.toMatch(/\bat .*\.js:\d+/)
  }
  await new Promise(resolve => taken.close(resolve))
})

test('lists every flag with its environment variable', async () => {
  const { exitCode, stdout } = await runBuilt('light', ['--help'])
  expect(exitCode).toBe(0)
  for (const flag of ['light', 'desktop', 'port', 'host', 'data-dir', 'config', 'no-open', 'log-level']) {
    expect(stdout).toContain(`--${flag}`)
    expect(stdout).toContain(`TRAYLIGHT_${flag.toUpperCase().replace('-', '_')}`)
  }
})

test('keeps run.json while it runs, keeps its token, and ends within two seconds', async () => {
  const shell = await startLightShell()
  const runFile = join(shell.dataDir, 'run.json')
  const run = JSON.parse(await readFile(runFile, 'utf8'))
  expect(run).toEqual({ pid: shell.pid, url: `${shell.url}/`, token: shell.token, shell: 'light' })
  expect((await stat(runFile)).mode & 0o777).toBe(0o600)
  expect((await stat(shell.dataDir)).mode & 0o777).toBe(0o700)

  const second = await runBuilt('light', ['--no-open', '--port', '0', '--data-dir', shell.dataDir])
  expect(second.exitCode).toBe(2)
  expect(second.stderr).toContain(`Traylight already runs on ${shell.dataDir}`)

  const startedAt = Date.now()
  expect(await shell.stop()).toBe(0)
  expect(Date.now() - startedAt).toBeLessThan(2000)
  expect(await readdir(shell.dataDir)).not.toContain('run.json')
  expect((await shell.cli('status')).exitCode).toBe(3)

  await shell.restart()
  expect(JSON.parse(await readFile(runFile, 'utf8')).token).toBe(shell.token)
  await shell.kill()
  expect((await shell.cli('status')).exitCode).toBe(3)
  await shell.restart()
  expect((await shell.cli('status')).stdout).toContain('Watching this machine')
  await shell.remove()
})

test('keeps a damaged configuration aside, starts, and says so', async ({ page }) => {
  const shell = await startLightShell()
  await shell.stop()
  await writeFile(join(shell.dataDir, 'config.json'), '{"monitors": [{"id": "shop", ')
  await shell.restart()
  await page.goto(shell.address)
  await expect(page.getByText(/config\.json could not be used and is kept as config\.damaged-/)).toBeVisible()
  const kept = (await readdir(shell.dataDir)).find(name => name.startsWith('config.damaged-'))
  expect(await readFile(join(shell.dataDir, kept ?? ''), 'utf8')).toContain('"shop"')
  await shell.remove()
})

test('reads a changed configuration file again, and keeps the last good one while it is broken', async ({
  page,
}) => {
  await mkdir(inDir(), { recursive: true })
  const command = (id: string, name: string) => ({
    ...{ id, name, category: 'apis', check: { kind: 'command', argv: [process.execPath, '-e', ''] } },
  })
  const shell = await startLightShell({ config: { monitors: [command('one', 'First')] } })
  const file = shell.configPath ?? ''
  await page.goto(shell.address)
  await expect(page.getByText('First').first()).toBeVisible()
  await writeFile(file, JSON.stringify({ monitors: [command('one', 'First'), command('two', 'Second')] }))
  await expect(page.getByText('Second').first()).toBeVisible()
  await writeFile(file, '{"monitors": 5}')
  await expect(page.getByText(/is not valid, so the last good configuration stays in use/)).toBeVisible()
  await expect(page.getByText('Second').first()).toBeVisible()
  await writeFile(file, JSON.stringify({ monitors: [command('two', 'Second')] }))
  await expect(page.getByText(/is not valid/)).toHaveCount(0)
  await expect(page.getByText('First', { exact: true })).toHaveCount(0)
  await shell.remove()
})

test('config validate names every problem with its place; schema and example fit each other', async () => {
  await writeFile(
    inDir('two.yaml'),
    'monitors:\n  - name: A\n    category: apis\n    check: { kind: htpp, url: x }\n  - name: B\n    category: B B\n    check: { kind: tcp, host: h }\n',
  )
  const bad = await runBuilt('cli', ['config', 'validate', inDir('two.yaml')])
  expect(bad.exitCode).toBe(2)
  expect(bad.stdout).toMatch(/two\.yaml:line 4, column \d+.*"htpp".*Did you mean "http"/)
  expect(bad.stdout).toMatch(/line 6, column \d+/)
  expect(bad.stdout).toMatch(/line 7, column \d+.*port/)

  const example = await runBuilt('cli', ['config', 'example'])
  await writeFile(inDir('example.yaml'), example.stdout)
  expect((await runBuilt('cli', ['config', 'validate', inDir('example.yaml')])).exitCode).toBe(0)
  const schema = JSON.parse((await runBuilt('cli', ['config', 'schema'])).stdout)
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(['monitors', 'backends', 'thresholds', 'settings']),
  )
})
