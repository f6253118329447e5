import type { Config } from '#shared/config.ts'
import type { Kinds } from '#shared/contract.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import { type Fetched, useFetched } from '../details/use-fetched.ts'

/** The configuration, and what its forms are drawn from. */
export interface LoadedSettings {
  readonly kinds: Kinds
  readonly config: Config
}

/** The configuration, fetched anew whenever it has changed. */
export function useSettings(): Fetched<LoadedSettings> {
  const engine = useEngine()
  // Facts about the engine are told anew whenever its configuration changed.
  const version = useLive(state => state.info)
  return useFetched(async () => {
    const [kinds, config] = await Promise.all([
      engine.call('kinds', undefined),
      engine.call('getConfig', undefined),
    ])
    return { kinds, config }
  }, version)
}
