// Where the built light shell begins, with what must be settled before anything else is loaded: what was compiled in an
// earlier start is taken from out/main/.cache, which a new build empties (where that cannot be written nothing changes but
// the time it takes), and the pool of threads is made large enough.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

/** Once the start is over: what ends by a signal would keep nothing. */
const FLUSH_AFTER_MS = 5000

/**
 * Names are looked up by threads of the runtime, four unless told otherwise: that many names whose server does not answer
 * would hold up every other monitor.
 */
const THREADS = '32'

process.env.UV_THREADPOOL_SIZE ??= THREADS
enableCompileCache(join(import.meta.dirname, '.cache'))
setTimeout(flushCompileCache, FLUSH_AFTER_MS).unref()
// Compiled after the line above, which a static import would not be.
await import('./light.ts')
