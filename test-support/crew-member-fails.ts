import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** An actor of the demo that leaves its process id in the temporary directory: the bridge fails, the vendors are slow. */
const [, , name = ''] = process.argv
writeFileSync(join(tmpdir(), `pid-of-${name}`), String(process.pid))
if (name === 'bridge') process.exit(1)
if (name === 'vendors') await pause(1500)
await import('../src/demo/actor.ts')
