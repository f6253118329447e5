import { execFile } from 'node:child_process'
import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { type Clock, systemClock, type Timer } from '../clock.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { filesChecker } from './files.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
const NOW = Date.UTC(2026, 5, 1, 12)
/** The system's timers, on a fixed day. */
const clock: Clock = { ...systemClock, now: () => NOW }

describe('files', () => {
  let dir: TempDir
  beforeEach(async () => {
    dir = await makeTempDir('files')
  })
  afterEach(() => dir.remove())

  const put = async (path: string, bytes = 10, ageSeconds = 60) => {
    const full = join(dir.path, path)
    await mkdir(dirname(full), { recursive: true })
    await writeFile(full, 'x'.repeat(bytes))
    const at = (NOW - ageSeconds * 1000) / 1000
    await utimes(full, at, at)
  }
  const run = (target: object = {}) =>
    runCheck(filesChecker, { path: dir.path, ...target }, { timeoutMs: 5000, clock, keep })

  it('counts everything below a directory, with newest, oldest and total size', async () => {
    await put('a.log', 10, 60)
    await put('deep/er/b.log', 20, 3600)
    await put('deep/c.txt', 30, 7200)
    const outcome = await run()
    expect(outcome.status).toBe('healthy')
    expect(outcome.message).toBe('3 files, newest 60 s old')
    expect(outcome.details).toEqual({
      count: 3,
      totalBytes: 60,
      newest: { path: 'a.log', bytes: 10, modifiedAt: '2026-06-01T11:59:00.000Z', ageSeconds: 60 },
      oldest: { path: 'deep/c.txt', bytes: 30, modifiedAt: '2026-06-01T10:00:00.000Z', ageSeconds: 7200 },
    })
  })

  it.each([
    ['*.log', 1],
    ['**/*.log', 2],
    ['deep/*', 1],
    ['{deep,other}/**/*.{log,txt}', 2],
    ['!(a).log', 0],
    ['**', 4],
  ])('counts those that match %s: %i', async (glob, count) => {
    await put('a.log')
    await put('deep/er/b.log')
    await put('deep/c.txt')
    await put('other/d.csv')
    expect((await run({ glob, minimumCount: 0 })).details).toMatchObject({ count })
  })

  it('looks at a single file', async () => {
    await put('report.csv', 2048, 30)
    const outcome = await run({ path: join(dir.path, 'report.csv'), newestWithinSeconds: 60 })
    expect(outcome.status).toBe('healthy')
    expect(outcome.message).toBe('1 file, newest 30 s old')
  })

  it.each([
    [{ glob: '*.bak' }, /^There is no file at .*\/\*\.bak, where at least 1 should be\.$/],
    [{ minimumCount: 3 }, /^There are only 2 files at .*, where at least 3 should be\.$/],
    [{ maximumCount: 1 }, /^There are 2 files at .*, where at most 1 should be\.$/],
    [
      { newestWithinSeconds: 30 },
      /newest file at .*, a\.log, is 60 s old, more than 30 s\. Does what writes/,
    ],
    [{ oldestWithinSeconds: 3600 }, /oldest file at .*, b\.log, is 3 h old, more than 60 min/],
    [{ newestMinimumBytes: 2048 }, /newest file at .*, a\.log, has only 1 KiB of at least 2 KiB/],
    [{ minimumBytes: 1_048_576 }, /have only 1\.5 KiB together, of at least 1 MiB/],
    [{ maximumBytes: 1000 }, /have 1\.5 KiB together, more than 1000 bytes/],
  ])('finds fault by %j', async (limits, message) => {
    await put('a.log', 1024, 60)
    await put('b.log', 512, 10_800)
    const outcome = await run(limits)
    expect(outcome.message).toMatch(message)
    expect(outcome.status).toBe('unhealthy')
    expect(outcome.failure).toBe('unexpected')
    expect(outcome.details).toHaveProperty('count')
  })

  it('is content with an empty directory where files should not pile up', async () => {
    expect(await run({ maximumCount: 0 })).toMatchObject({ status: 'healthy', message: '0 files' })
    expect((await run()).status).toBe('unhealthy')
  })

  it('takes a file from the future for new', async () => {
    await put('ahead.log', 1, -5000)
    expect((await run({ newestWithinSeconds: 1 })).message).toBe('1 file, newest 0 s old')
  })

  it('does not follow links to directories, so that a loop cannot hold it', async () => {
    await put('real/a.log')
    await symlink(dir.path, join(dir.path, 'real', 'loop'))
    await symlink('real/a.log', join(dir.path, 'linked.log'))
    await symlink('nowhere', join(dir.path, 'dangling.log'))
    expect((await run({ glob: '**/*.log' })).details).toMatchObject({ count: 2 })
  })

  it('follows the path itself where that is a link', async () => {
    await put('real/a.log')
    await symlink('real', join(dir.path, 'current'))
    expect((await run({ path: join(dir.path, 'current') })).details).toMatchObject({ count: 1 })
  })

  it.skipIf(process.platform === 'win32')('neither counts nor opens what is no regular file', async () => {
    await put('a.log')
    await promisify(execFile)('mkfifo', [join(dir.path, 'pipe')])
    expect((await run()).details).toMatchObject({ count: 1 })
    const outcome = await run({ path: join(dir.path, 'pipe') })
    expect(outcome.message).toMatch(/is neither a file nor a directory/)
  })

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'says what it was not allowed to read',
    async () => {
      await put('closed/a.log')
      await chmod(join(dir.path, 'closed'), 0)
      try {
        expect((await run()).message).toMatch(/1 directory below it could not be read/)
        const outcome = await run({ path: join(dir.path, 'closed') })
        expect(outcome.message).toMatch(/This user may not read .*closed/)
      } finally {
        await chmod(join(dir.path, 'closed'), 0o700)
      }
    },
  )

  it('says so where there is nothing at the path', async () => {
    const outcome = await run({ path: join(dir.path, 'nowhere') })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'unexpected' })
    expect(outcome.message).toMatch(/nowhere does not exist\. Was it moved, or is its drive not mounted\?$/)
  })

  it('says so where the path leads through a file', async () => {
    await put('file')
    expect((await run({ path: join(dir.path, 'file', 'below') })).message).toMatch(
      /a part of its path is a file/,
    )
    expect((await run({ path: join(dir.path, 'file'), glob: '*' })).message).toMatch(/file is no directory/)
  })

  it('says so where the path is a link in a circle', async () => {
    await symlink('round', join(dir.path, 'round'))
    expect((await run({ path: join(dir.path, 'round') })).message).toMatch(/leads round in a circle/)
  })

  it('stops at its limit and says so', async () => {
    for (let index = 0; index < 12; index++) await put(`${index}.log`)
    const outcome = await run({ maximumEntries: 10 })
    expect(outcome.failure).toBe('misconfigured')
    expect(outcome.message).toMatch(/has more than 10 entries, too many to look at/)
  })

  it('ends when its time is up', async () => {
    for (let index = 0; index < 300; index++) await writeFile(join(dir.path, `${index}.log`), '')
    // Its deadline passes while it looks at the first files.
    const hasty = onlyFirst<[number, () => void], Timer>(
      (_, callback) => clock.after(0, callback),
      clock.after,
    )
    const outcome = await runCheck(
      filesChecker,
      { path: dir.path },
      { timeoutMs: 1500, clock: { ...clock, after: hasty }, keep },
    )
    expect(outcome.failure).toBe('timeout')
    expect(outcome.message).toMatch(/^Looking through .* took longer than 1\.5 s\. Raise the timeout/)
  })

  it('shows no control characters of a file name', async () => {
    await put('evil\u001b[31m\u202ename.log', 1, 100)
    expect((await run({ newestWithinSeconds: 1 })).message).toMatch(/, evilname\.log, is 100 s old/)
  })

  it.each([
    [{ path: '' }],
    [{ path: 'relative/path' }],
    [{ path: '/a\0b' }],
    [{ path: '/a', minimumCount: 2, maximumCount: 1 }],
    [{ path: '/a', minimumBytes: 2, maximumBytes: 1 }],
    [{ path: '/a', newestWithinSeconds: 0 }],
  ])('refuses %j', target => {
    expect(filesChecker.schema.safeParse(target).success).toBe(false)
  })

  it('describes itself by path and glob', () => {
    expect(filesChecker.describe({ path: '/var/log', glob: '*.log' })).toEqual({
      text: '/var/log/*.log',
      host: null,
    })
  })
})

function onlyFirst<Args extends readonly unknown[], Result>(
  first: (...args: Args) => Result,
  rest: (...args: Args) => Result,
): (...args: Args) => Result {
  let used = false
  return (...args) => {
    const now = used ? rest : first
    used = true
    return now(...args)
  }
}
