import { execFileSync } from 'node:child_process'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { ReportFailure } from './report-failure.ts'
import { removeLeftovers, writeReportFile } from './report-file.ts'
import { reportFileName } from './report-file-name.ts'
import type { ReportSink } from './report-format.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('report-file')
})
afterEach(() => dir.remove())

const never = new AbortController().signal
const hello = (sink: ReportSink) => sink.write('hello')
const write = (more: Partial<Parameters<typeof writeReportFile>[0]> = {}) =>
  writeReportFile({ folder: dir.path, fileName: 'report.csv', write: hello, signal: never, ...more })

describe('the file of a report', () => {
  it('is there whole, under its name, and nothing beside it', async () => {
    const told: number[] = []
    const { path, bytes } = await write({
      onBytes: count => told.push(count),
      write: async sink => {
        const buffer = new Uint8Array([0x61, 0x62])
        await sink.write('é')
        await sink.write(buffer)
        buffer.fill(0x7a)
        await sink.write('x'.repeat(200_000))
        await sink.write('end')
      },
    })
    const text = await readFile(path, 'utf8')
    expect(text).toBe(`éab${'x'.repeat(200_000)}end`)
    expect(bytes).toBe(200_007)
    expect(told.at(-1)).toBe(bytes)
    expect(await readdir(dir.path)).toEqual(['report.csv'])
  })

  it('never takes the place of another, but a name with a number', async () => {
    const paths = []
    for (let count = 0; count < 3; count++) paths.push((await write()).path)
    expect(paths).toEqual(['report.csv', 'report-2.csv', 'report-3.csv'].map(name => join(dir.path, name)))
    const many = await Promise.all(Array.from({ length: 8 }, () => write()))
    expect(new Set(many.map(({ path }) => path)).size).toBe(8)
  })

  it('takes the place of another where that was asked for, once it is whole', async () => {
    await writeFile(join(dir.path, 'report.csv'), 'before')
    const failing = write({
      replace: true,
      write: async sink => {
        await sink.write('half')
        throw new Error('The middle')
      },
    })
    await expect(failing).rejects.toThrow('The middle')
    expect(await readFile(join(dir.path, 'report.csv'), 'utf8')).toBe('before')
    await write({ replace: true })
    expect(await readFile(join(dir.path, 'report.csv'), 'utf8')).toBe('hello')
    expect(await readdir(dir.path)).toEqual(['report.csv'])
  })

  it('leaves nothing when it is cancelled in the middle', async () => {
    const ending = new AbortController()
    const writing = write({
      signal: ending.signal,
      write: async sink => {
        await sink.write('x'.repeat(300_000))
        expect((await readdir(dir.path))[0]).toMatch(/^\.traylight-report-.*\.part$/)
        ending.abort(new ReportFailure('It was cancelled.'))
        await sink.write('x'.repeat(300_000))
      },
    })
    await expect(writing).rejects.toThrow('It was cancelled.')
    expect(await readdir(dir.path)).toEqual([])
  })

  it('makes its folder where that is wanted, and else says that there is none', async () => {
    const folder = join(dir.path, 'a', 'b')
    await expect(write({ folder })).rejects.toThrow(
      `The folder ${folder} does not exist. Make it, or choose another.`,
    )
    expect((await write({ folder, makeFolder: true })).path).toBe(join(folder, 'report.csv'))
    await expect(write({ folder: join(folder, 'report.csv') })).rejects.toThrow('is no folder')
  })

  it('clears away what a process that is no more has left, and nothing else', async () => {
    const gone = execFileSync(process.execPath, ['-p', 'process.pid']).toString().trim()
    const kept = [
      '.traylight-report-1-0123456789ab.part',
      `.traylight-report-${process.pid}-0123456789ab.part`,
      '.traylight-report-x.part',
      'report.part',
    ]
    for (const name of [`.traylight-report-${gone}-0123456789ab.part`, ...kept]) {
      await writeFile(join(dir.path, name), 'half a report')
    }
    // In a container the process before had the same id.
    const before = join(dir.path, `.traylight-report-${process.pid}-ba9876543210.part`)
    await writeFile(before, 'half a report')
    const longAgo = new Date(Date.now() - process.uptime() * 1000 - 120_000)
    await utimes(before, longAgo, longAgo)
    await removeLeftovers(dir.path)
    expect((await readdir(dir.path)).toSorted()).toEqual(kept.toSorted())
    await removeLeftovers(join(dir.path, 'nowhere'))
  })

  const isRoot = process.getuid?.() === 0
  const canMount = process.platform === 'linux' && isRoot && canMountTmpfs()
  it.skipIf(!canMount)(
    `says that the disk is full, and leaves it as it was${canMount ? '' : ' (skipped: needs root to mount a small disk)'}`,
    async () => {
      const disk = join(dir.path, 'disk')
      await mkdir(disk)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk])
      try {
        const writing = write({
          folder: disk,
          write: async sink => {
            for (let piece = 0; piece < 100; piece++) await sink.write('x'.repeat(65_536))
          },
        })
        await expect(writing).rejects.toThrow(`The disk of ${disk} is full. Nothing was kept of the report`)
        expect(await readdir(disk)).toEqual([])
        await expect(write({ folder: disk })).resolves.toMatchObject({ bytes: 5 })
      } finally {
        execFileSync('umount', [disk])
      }
    },
  )
})

function canMountTmpfs(): boolean {
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('the name of a report', () => {
  const range = { fromMs: Date.parse('2026-11-15T23:00Z'), toMs: Date.parse('2026-11-24T14:05Z') }
  it('says of what and of when, with the time of day only where it is not midnight', () => {
    expect(reportFileName('everything', range, 'csv', 'Europe/Berlin')).toBe(
      'traylight-everything-2026-11-16-2026-11-24_1505.csv',
    )
  })

  it.each(['../../etc/passwd', 'CON', 'a:b*c?"<>|', '', '  ..  ', 'Überwachung', '日本', 'x'.repeat(300)])(
    'of "%s" is one that every system takes',
    what => {
      const name = reportFileName(what, range, 'html', 'UTC')
      expect(name).toMatch(/^traylight-[A-Za-z0-9-]+-2026-11-15_2300-2026-11-24_1405\.html$/)
      expect(name.length).toBeLessThan(130)
    },
  )
})
