import type { EngineLog } from '../engine-log.ts'

/** A watcher that goes away when one driver errs late is no watcher: what nobody caught is logged, and it goes on. */
export function surviveErrors(log: EngineLog): void {
  process.on('uncaughtException', error => log.error({ err: error }, 'An error nobody caught'))
  process.on('unhandledRejection', error => log.error({ err: error }, 'A rejection nobody caught'))
}
