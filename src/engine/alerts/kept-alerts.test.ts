import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { recordingLog } from '../../../test-support/recording-log.ts'
import { sampleIncident } from '../../../test-support/sample-incident.ts'
import { FakeClock } from '../fake-clock.ts'
import type { Incident } from './incident.ts'
import { KeptAlerts } from './kept-alerts.ts'

let dir: TempDir
let file = ''
const open: KeptAlerts[] = []
beforeEach(async () => {
  dir = await makeTempDir('kept-alerts')
  file = join(dir.path, 'alerts.sqlite')
})
afterEach(async () => {
  for (const kept of open.splice(0)) kept.close()
  await dir.remove()
})

async function opened() {
  const clock = new FakeClock()
  const log = recordingLog()
  const kept = new KeptAlerts({ dataDir: dir.path, clock, log, onNotices: () => {} })
  open.push(kept)
  await kept.open()
  const put = (incident: Incident) =>
    kept.write({ incidents: [{ incident, isLive: true }], timeline: [], deliveries: [] })
  return { clock, log, kept, put, ids: () => kept.live().map(({ id }) => id) }
}
const incident = (id: string) => sampleIncident({ id })

describe('the file of incidents', () => {
  it('holds them over a restart, and is its owner’s alone to read', async () => {
    const { kept, put } = await opened()
    put(incident('a'))
    kept.close()
    expect((await opened()).ids()).toEqual(['a'])
    expect(await readdir(dir.path)).toContain('alerts.sqlite')
  })

  it('that is damaged is kept aside, and the notice names it', async () => {
    await writeFile(file, 'This is no database.'.repeat(100))
    const { kept, put, ids } = await opened()
    const [aside = ''] = (await readdir(dir.path)).filter(name => name.includes('.damaged-'))
    expect(kept.notices()).toMatchObject([{ level: 'warning', text: expect.stringContaining(aside) }])
    expect(await readFile(join(dir.path, aside), 'utf8')).toContain('This is no database.')
    put(incident('a'))
    expect(ids()).toEqual(['a'])
  })

  it('that holds something else in place of an incident is kept aside as well', async () => {
    const { kept, put } = await opened()
    put(incident('a'))
    kept.close()
    const database = new DatabaseSync(file)
    database.exec(`UPDATE incidents SET data = '{}'`)
    database.close()
    const again = await opened()
    expect([again.ids(), again.kept.notices()]).toMatchObject([[], [{ level: 'warning' }]])
    expect((await readdir(dir.path)).filter(name => name.includes('.damaged-'))).not.toEqual([])
  })

  it('of a newer Traylight is left as it is, and alerting goes on in memory', async () => {
    ;(await opened()).kept.close()
    const database = new DatabaseSync(file)
    database.exec('PRAGMA user_version = 99')
    database.close()
    const { kept, put, ids } = await opened()
    expect(kept.notices()[0]?.text).toContain('was made by a newer Traylight')
    put(incident('a'))
    expect(ids()).toEqual(['a'])
    kept.close()
    const left = new DatabaseSync(file)
    expect(left.prepare('SELECT count(*) AS n FROM incidents').get()).toEqual({ n: 0 })
    left.close()
  })

  it('that cannot be written for a while loses nothing: it goes on in memory, says so, and writes it later', async () => {
    const { kept, put, ids, clock, log } = await opened()
    put(incident('a'))
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    put(incident('b'))
    expect(ids()).toEqual(['a', 'b'])
    expect(kept.notices()[0]?.text).toContain('Another program is writing to')
    expect(log.messages('error')).toHaveLength(1)
    other.exec('ROLLBACK')
    other.close()
    await clock.advance(60_000)
    put(incident('c'))
    expect([ids(), kept.notices()]).toEqual([['a', 'b', 'c'], []])
    kept.close()
    expect((await opened()).ids()).toEqual(['a', 'b', 'c'])
  })
})
