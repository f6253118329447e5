// Where the built light shell begins: what was compiled in an earlier start is taken from out/main/.cache, which a
// new build empties. Where that cannot be written nothing changes but the time it takes.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

/** Once the start is over: what ends by a signal would keep nothing. */
const FLUSH_AFTER_MS = 5000

enableCompileCache(join(import.meta.dirname, '.cache'))
setTimeout(flushCompileCache, FLUSH_AFTER_MS).unref()
// Compiled after the line above, which a static import would not be.
await import('./light.ts')
