import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { SqliteHistory } from './sqlite-history.ts'

const KILLS = 50
/** So many at a time: a process mostly waits for its start. */
const AT_ONCE = 5
const T0 = Date.UTC(2026, 2, 28)
const WEB = { kind: 'monitor', id: 'web' } as const
const writer = fileURLToPath(new URL('./write-until-killed.ts', import.meta.url))

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('kill')
})
afterEach(() => dir.remove())

/** Runs the writer until a random moment after its first batch; answers with the last number it handed over and had written. */
async function writeUntilKilled(file: string, first: number): Promise<{ handed: number; written: number }> {
  const child = spawn(process.execPath, [writer, file, String(first), String(T0)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    if (output === '') setTimeout(() => child.kill('SIGKILL'), Math.random() * 60)
    output += chunk.toString()
  })
  await once(child, 'close')
  const last = (word: string) =>
    Number(
      output
        .match(new RegExp(`^${word} (\\d+)\\n`, 'gm'))
        ?.at(-1)
        ?.split(' ')[1] ?? first - 1,
    )
  return { handed: last('handed'), written: last('written') }
}

/** What the file holds after a crash. */
function look(file: string) {
  const database = new DatabaseSync(file)
  const whole = Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0]
  database.close()
  const history = new SqliteHistory(file)
  try {
    const range = { fromMs: 0, toMs: T0 + 1e12 }
    const { rows } = history.page({ series: [WEB], level: 'raw', ...range, after: null, limit: 1e6 })
    const [sum] = history.summary({ series: [WEB], kinds: ['monitor'], ...range })
    const spans = history.spans({ series: null, kinds: ['monitor'], ...range, limit: 1e6 })
    return { whole, values: rows.map(({ average }) => average ?? -1), sum, spans }
  } finally {
    history.close()
  }
}

describe('a process killed while it writes the history', () => {
  it(`leaves a whole file with all it was told is written, ${KILLS} times over`, async () => {
    const lane = async (_: unknown, index: number) => {
      const file = join(dir.path, `${index}.sqlite`)
      let next = 0
      for (let round = 0; round < KILLS / AT_ONCE; round++) {
        const { handed, written } = await writeUntilKilled(file, next)
        const { whole, values, sum, spans } = look(file)
        expect(whole).toBe('ok')
        // All of a batch or nothing, nothing twice, and no more missing than the one that was under way.
        expect(values).toEqual(Array.from({ length: values.length }, (_each, value) => value))
        expect([written + 1, handed + 1]).toContain(values.length)
        expect(sum?.count).toBe(values.length)
        // What was open then ended when it was last alive.
        const ends = spans.map(({ toMs }) => toMs)
        expect(ends).not.toContain(null)
        expect(ends.at(-1)).toBe(values.length === 0 ? undefined : T0 + (values.length - 1) * 20_000)
        next = values.length
      }
      expect(next).toBeGreaterThan(0)
    }
    await Promise.all(Array.from({ length: AT_ONCE }).map(lane))
    expect((await readdir(dir.path)).filter(name => name.includes('.damaged-'))).toEqual([])
  }, 240_000)
})
