import type { ProfileKind } from '#shared/contract.ts'
import { useEngine } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'

export interface Profiles {
  /** Null until the engine has told. */
  readonly profiles: readonly ProfileKind[] | null
  /** Why the engine could not be asked; empty where it could. */
  readonly refusal: string
}

/** The profiles that can be added. */
export function useProfiles(): Profiles {
  const engine = useEngine()
  const { value, refusal } = useFetched(() => engine.call('kinds', undefined), '')
  return { profiles: value?.profiles ?? null, refusal }
}
