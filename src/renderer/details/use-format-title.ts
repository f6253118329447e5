import { useEngine } from '../connection/hooks.ts'
import { useFetched } from './use-fetched.ts'

/** The title of a format by its name: "ToolBoxAI" for `toolboxai`. The name itself until the engine has told. */
export function useFormatTitle(name: string | null): string | null {
  const engine = useEngine()
  const { value } = useFetched(() => engine.call('kinds', undefined), '')
  return value?.formats.find(format => format.name === name)?.title ?? name
}
