/** Saves one setting after another and says which are saved, until it is killed. Run by the test beside it. */
import path from 'node:path'
import { systemClock } from '../clock.ts'
import { checkersForTests } from './checkers-for-tests.ts'
import { ConfConfigStore } from './conf-config-store.ts'
import { configRules } from './config-rules.ts'
import { FileSecretStore } from './file-secret-store.ts'

const dataDir = process.argv[2] ?? ''
const secrets = await FileSecretStore.open(path.join(dataDir, 'secrets.json'), systemClock)
const store = new ConfConfigStore({
  dataDir,
  clock: systemClock,
  rules: configRules(checkersForTests),
  secrets,
})
await store.start()
for (let number = Number(process.argv[3]); ; number++) {
  const url = `postgres://u:password-${number}@h/db`
  await store.save(config => ({
    ...config,
    settings: { ...config.settings, dismissedDiscoveries: [String(number)] },
    monitors: [
      {
        id: 'a',
        name: 'A',
        category: 'database',
        severity: 'critical',
        tags: [],
        reportedAs: [],
        whatToCheck: [],
        check: { kind: 'postgres', url },
        intervalSeconds: 30,
        paused: false,
      },
    ],
  }))
  process.stdout.write(`${number}\n`)
}
