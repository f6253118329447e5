/** Raises an alarm over a file of alerts, and kills itself as soon as it did. Run by the test beside it. */
import { alerting } from '../../../test-support/alerting.ts'
import { monitorInput } from '../../../test-support/watched-book.ts'
import { SqliteAlertStore } from './sqlite-alert-store.ts'

const [, , file = '', when = ''] = process.argv
const die = () => process.kill(process.pid, 'SIGKILL')

class DyingStore extends SqliteAlertStore {
  override write(...batch: Parameters<SqliteAlertStore['write']>): void {
    const isFiring = batch[0].deliveries.length > 0
    if (isFiring && when === 'before it is kept') die()
    super.write(...batch)
    if (isFiring && when === 'before it is delivered') die()
  }
}

const { start, heal, fail, clock } = alerting(
  {
    monitors: [monitorInput('redis', { name: 'Redis' })],
    notifiers: [{ id: 'desktop', name: 'This desktop', to: { kind: 'native' } }],
  },
  { openStore: () => new DyingStore(file) },
)
await start()
heal('redis')
await clock.advance(1000)
fail('redis')
await clock.advance(1000)
process.stdout.write('alive\n')
