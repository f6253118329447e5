/** Writes to a history as the recorder does, and says what it handed over and what is written, until it is killed. Run by the test beside it. */
import { historySchema } from '#shared/history-config.ts'
import { SqliteHistoryStore } from './sqlite-history-store.ts'

const HOUR_MS = 3_600_000
const file = process.argv[2] ?? ''
/** The first result's number; each is its value too. */
let number = Number(process.argv[3])
const T0 = Number(process.argv[4])
const web = { kind: 'monitor', id: 'web' } as const

const { store } = await SqliteHistoryStore.open(file, T0)
const retention = historySchema.parse({})
await store.write({
  series: [{ ...web, name: 'Web', category: 'apis', unit: 'ms', intervalMs: 20_000 }],
  ...{ observations: [], spans: [], aliveAt: T0 },
})
for (let batch = 0; ; batch++) {
  const first = number
  const observations = Array.from({ length: 50 }, () => ({
    ...{ ...web, at: T0 + number * 20_000, status: 'healthy' as const, value: number++ },
  }))
  const at = observations.at(-1)?.at ?? T0
  const status = batch % 2 === 0 ? ('healthy' as const) : ('degraded' as const)
  process.stdout.write(`handed ${number - 1}\n`)
  await store.write({
    ...{ series: [], observations, aliveAt: at },
    spans: [{ ...web, at: T0 + first * 20_000, status, excuse: null, message: '' }],
  })
  process.stdout.write(`written ${number - 1}\n`)
  if (batch % 3 === 2) await store.maintain(at + HOUR_MS, retention)
}
