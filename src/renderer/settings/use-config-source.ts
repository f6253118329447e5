import { useLive } from '../connection/hooks.ts'

/** Where settings come from, and whether this page may change them. */
export interface ConfigSource {
  readonly path: string
  readonly readOnly: boolean
}

/** Where settings come from. Before the engine has said so, nothing is offered to be changed. */
export function useConfigSource(): ConfigSource {
  return useLive(state => state.info?.config ?? UNKNOWN_SOURCE)
}

const UNKNOWN_SOURCE: ConfigSource = { path: '', readOnly: true }
