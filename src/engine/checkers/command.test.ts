import { mkdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { systemClock } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { commandChecker } from './command.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const node = process.execPath

function run(target: object, secrets: readonly string[] = []) {
  return runCheck(commandChecker, target, { timeoutMs: 10_000, clock: systemClock, keep, secrets })
}
const script = (code: string, ...args: string[]) => ({ argv: [node, '-e', code, ...args] })

describe('command', () => {
  let dir: TempDir
  beforeAll(async () => {
    dir = await makeTempDir('command')
  })
  afterAll(() => dir.remove())

  it.each([
    [0, 'healthy'],
    [1, 'degraded'],
    [2, 'unhealthy'],
    [3, 'unknown'],
  ] as const)('takes exit code %i for %s, with the first line as its message', async (code, status) => {
    const outcome = await run(script(`console.log('DISK says so | /=5%;80;90'); process.exitCode = ${code}`))
    expect(outcome.status).toBe(status)
    expect(outcome.message).toBe('DISK says so')
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
    expect(outcome.details).toMatchObject({
      exitCode: code,
      performanceData: [{ label: '/', value: 5, unit: '%', warning: '80', critical: '90' }],
    })
  })

  it('takes any other exit code for unhealthy and says which it was', async () => {
    const outcome = await run(script(`console.error('no such database'); process.exitCode = 77`))
    expect(outcome.status).toBe('unhealthy')
    expect(outcome.message).toMatch(/exit code 77.*none of a plug-in's.*It said: no such database/)
    expect(outcome.details).toMatchObject({ errorOutput: 'no such database' })
  })

  it('passes arguments as they are: nothing in them reaches a shell', async () => {
    const hostile = `$(touch ${join(dir.path, 'owned')}); "quoted" && * %PATH%`
    const outcome = await run(script('console.log(process.argv[1])', hostile))
    expect(outcome.message).toBe(hostile)
    await expect(readFile(join(dir.path, 'owned'))).rejects.toThrow()
  })

  it('gives the program a clean environment and what was configured', async () => {
    process.env.TRAYLIGHT_TEST_LEAK = 'should not be seen'
    try {
      const outcome = await run({
        ...script(`console.log(Object.keys(process.env).sort().join(' '))`),
        env: { GREETING: 'hello' },
      })
      const names = outcome.message.split(' ')
      expect(names).toContain('GREETING')
      expect(names).toContain('PATH')
      expect(names).not.toContain('TRAYLIGHT_TEST_LEAK')
    } finally {
      delete process.env.TRAYLIGHT_TEST_LEAK
    }
  })

  it('never shows a secret that the program prints', async () => {
    const outcome = await run(
      { ...script(`console.log('token is ' + process.env.TOKEN)`), env: { TOKEN: 'hunter2-hunter2' } },
      ['hunter2-hunter2'],
    )
    expect(outcome.message).toBe('token is •••')
  })

  it('runs in the working directory', async () => {
    await mkdir(join(dir.path, 'work'))
    const outcome = await run({ ...script('console.log(process.cwd())'), cwd: join(dir.path, 'work') })
    expect(outcome.message).toBe(await realpath(join(dir.path, 'work')))
  })

  it('says so where the working directory does not exist', async () => {
    const outcome = await run({ ...script(''), cwd: join(dir.path, 'nowhere') })
    expect(outcome.failure).toBe('misconfigured')
    expect(outcome.message).toMatch(/working directory .*nowhere.* does not exist/)
  })

  it('finds nothing on standard input', async () => {
    const outcome = await run(
      script(`process.stdin.on('end', () => console.log('input ended')); process.stdin.resume()`),
    )
    expect(outcome.message).toBe('input ended')
  })

  it('says what silence means', async () => {
    const good = await run(script(''))
    expect(good.message).toMatch(/ended well \(exit code 0\) and printed nothing/)
    const bad = await run(script('process.exitCode = 2'))
    expect(bad.message).toMatch(/reported a critical problem \(exit code 2\) without saying why/)
  })

  it.each([
    [['/opt/check.py', '--password', 'secret'], '/opt/check.py'],
    [['python3', '/opt/check.py', '--password', 'secret'], 'python3 /opt/check.py'],
    [['check_it', 'secret'], 'check_it'],
    [['curl', 'https://user:secret@example.com/'], 'curl'],
    [['sh', '-c', 'echo secret'], 'sh'],
  ])('describes %j without its arguments', (argv, text) => {
    expect(commandChecker.describe({ argv })).toEqual({ text, host: null })
  })

  it.each([
    [{ argv: [] }],
    [{ argv: [''] }],
    [{ argv: ['a\0b'] }],
    [{ argv: 'ls -l' }],
    [{ argv: ['ls'], env: { 'A=B': '1' } }],
    [{ argv: ['ls'], shell: true }],
  ])('refuses %j', target => {
    expect(commandChecker.schema.safeParse(target).success).toBe(false)
  })
})
