import { readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LoopbackHttp } from '#demo/loopback-http.ts'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { ToolboxaiBackend } from '#demo/toolboxai-backend.ts'
import { suiteResultSchema } from '#engine/endpoint-suite/suite-result.ts'
import { writeRunFile } from '#engine/run-file.ts'
import { CliError } from './cli-error.ts'
import { testCommand } from './test-command.ts'

let backend: ToolboxaiBackend
let dir: TempDir
beforeAll(async () => {
  dir = await makeTempDir('test-command')
  backend = new ToolboxaiBackend()
  await backend.start()
})
afterAll(async () => {
  await backend.stop()
  await dir.remove()
})

const CALM = ['--requests', '4', '--connections', '2', '--warning-ms', '9000', '--critical-ms', '20000']

/** Runs the command as on a terminal, or with its output in a file. */
async function run(args: readonly string[], { isTTY = false, env = {} } = {}) {
  const [out, err]: [string[], string[]] = [[], []]
  const terminal = {
    env: { TRAYLIGHT_DATA_DIR: dir.path, ...env },
    stdout: { isTTY, columns: 80, write: (text: string) => out.push(text) },
    stderr: { isTTY, columns: 80, write: (text: string) => err.push(text) },
  }
  const exitCode = await testCommand([...CALM, ...args], terminal)
  return { exitCode, stdout: out.join(''), stderr: err.join('') }
}

describe('traylight test', () => {
  it('exits with 0 where all passed', async () => {
    const { exitCode, stdout, stderr } = await run(['--url', backend.url])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('\n✓ All 52 tests passed.\n')
    expect(stdout).not.toContain('\u{1b}')
  })

  it('exits with 1 where a test failed, and says which', async () => {
    backend.setHealthy('redis', false)
    const { exitCode, stdout } = await run(['--url', backend.url, '--only', 'connectivity'])
    backend.setHealthy('redis', true)
    expect(exitCode).toBe(1)
    expect(stdout).toContain('    ✗ database: redis\n      Not healthy: Connection refused.\n')
  })

  it('exits with 2 and one sentence where nothing answers', async () => {
    const gone = new LoopbackHttp(() => {})
    await gone.start()
    await gone.stop()
    const { exitCode, stdout, stderr } = await run(['--url', gone.url])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^Nothing answers at .* Is it running\?\n$/)
  })

  it('shows colours and progress on a terminal, unless NO_COLOR is set', async () => {
    const args = ['--url', backend.url, '--only', 'basic']
    const colored = await run(args, { isTTY: true })
    expect(colored.stdout).toContain('\u{1b}[32m✓\u{1b}[0m')
    expect(colored.stderr).toContain('Asking /health')
    expect(colored.stderr.endsWith('\r\u{1b}[K')).toBe(true)
    expect((await run(args, { isTTY: true, env: { NO_COLOR: '1' } })).stdout).not.toContain('\u{1b}')
  })

  it('prints the format that was asked for', async () => {
    const args = ['--url', backend.url, '--only', 'basic', '--format']
    const json = suiteResultSchema.parse(JSON.parse((await run([...args, 'json'])).stdout))
    expect(json.verdict).toBe('passed')
    expect((await run([...args, 'junit'])).stdout).toMatch(/^<\?xml .*<testsuites /s)
  })

  it('writes the result to a file beside the text, as a whole or not at all', async () => {
    const file = join(dir.path, 'result.json')
    const { stdout } = await run(['--url', backend.url, '--only', 'basic', '--output', file])
    expect(stdout).toContain('All 6 tests passed')
    expect(suiteResultSchema.parse(JSON.parse(await readFile(file, 'utf8'))).counts.passed).toBe(6)

    const linked = join(dir.path, 'linked.xml')
    await symlink(join(dir.path, 'result.xml'), linked)
    await run([
      '--url',
      backend.url,
      '--only',
      'basic',
      '--output',
      join(dir.path, 'result.xml'),
      '--format',
      'junit',
    ])
    expect(await readFile(linked, 'utf8')).toContain('<testsuites ')
    expect((await readdir(dir.path)).filter(name => name.includes('tmp'))).toEqual([])

    const nowhere = join(dir.path, 'missing', 'result.json')
    await expect(run(['--url', backend.url, '--only', 'basic', '--output', nowhere])).rejects.toThrow(
      `The result was not written to ${nowhere}: its folder does not exist. Check the path (--output).`,
    )
  })

  it('shows the token of the running instance to that instance alone', async () => {
    const seen: (string | undefined)[] = []
    const server = new LoopbackHttp((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"healthy"}')
    })
    await server.start()
    // The parent stands for a process that runs and is not this one.
    await writeRunFile(dir.path, {
      pid: process.ppid,
      url: `${server.url}/`,
      token: 'the-token',
      shell: 'light',
    })
    seen.length = 0
    await run(['--url', `http://localhost:${server.port}`, '--only', 'basic'])
    expect(new Set(seen.filter(value => value !== undefined))).toEqual(new Set(['Bearer the-token']))

    const other = new LoopbackHttp((request, response) => {
      seen.push(request.headers.authorization)
      response.writeHead(404).end()
    })
    await other.start()
    seen.length = 0
    await run(['--url', other.url, '--only', 'basic'])
    expect(new Set(seen)).toEqual(new Set([undefined]))
    await run(['--url', other.url, '--only', 'basic', '--token', 'given', '--header', 'X-Trace: 1'])
    expect(seen).toContain('Bearer given')
    await Promise.all([server.stop(), other.stop()])
  })

  it.each([
    [['--format', 'yaml'], 'The format "yaml" does not exist; use text, json or junit (--format).'],
    [['--only', 'load'], /^The category "load" does not exist; use one of basic, /],
    [['--timeout', 'soon'], '"soon" is no number over 0 and up to 600 (--timeout).'],
    [['--requests', '2.5'], '"2.5" is no whole number (--requests).'],
    [['--header', 's3cret'], 'A header has no name. Write it as NAME:VALUE (--header).'],
    [['--what'], /^Unknown option '--what'\. See test --help for what there is\.$/],
    [['--url', 'nowhere'], '"nowhere" is no address to test. Give one such as http://localhost:8009.'],
  ])('refuses %j in a sentence, with exit code 2', async (args, message) => {
    const refusal = await run(args).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(CliError)
    expect(refusal).toMatchObject({ exitCode: 2 })
    expect(() => {
      throw refusal
    }).toThrow(message)
  })
})
