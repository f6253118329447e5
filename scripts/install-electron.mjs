// Runs Electron's own installer, whose folder is the argument, so that it gives up in time on a network that leads
// nowhere, and says how far it is: on stdout lines such as "22 of 112 MB".
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fetchWithDeadlines } from './fetch-with-deadlines.mjs'

const STEPS = 5
const BYTES_PER_MB = 1e6

let told = 0
globalThis.fetch = fetchWithDeadlines(globalThis.fetch, {
  onProgress(received, total) {
    const step = total === 0 ? 0 : Math.floor((received / total) * STEPS)
    if (step <= told) return
    told = step
    const [done, all] = [received, total].map(bytes => Math.round(bytes / BYTES_PER_MB))
    process.stdout.write(`${done} of ${all} MB\n`)
  },
})

// An exit waits for the lookup of a name, which a network that answers nothing draws out to half a minute.
process.once('exit', code => {
  if (code !== 0) process.kill(process.pid, 'SIGKILL')
})

createRequire(import.meta.url)(join(process.argv[2] ?? '', 'install.js'))
