import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { ProcedureOutput } from '#shared/contract.ts'
import { refusalText } from '../actions/use-action.ts'
import { useEngine, useLive } from '../connection/hooks.ts'
import type { FormValue } from '../forms/form-value.ts'

type Answer = ProcedureOutput<'previewProfile'>
type Items = Extract<Answer, { readonly ok: true }>['items']
type Problems = Extract<Answer, { readonly ok: false }>['problems']

export interface Preview {
  /** What would be added, as it was when the settings were last right; null before that. */
  readonly items: Items | null
  /** What is wrong with the settings; none where they are right. */
  readonly problems: Problems
  /** Why the engine could not be asked; empty where it could. */
  readonly refusal: string
}

/** Settings are looked at once nothing was typed for so long, in ms. */
const TYPING_MS = 300
const NO_PROBLEMS: Problems = []

/** What a profile with these settings would add, asked again when they change or when something else is watched. */
export function usePreview(name: string, settings: FormValue): Preview {
  const engine = useEngine()
  const [settled] = useDebouncedValue(settings, TYPING_MS)
  const watched = useLive(state => [...state.order, '', ...state.backends.keys()])
  const [preview, setPreview] = useState<Preview>({ items: null, problems: NO_PROBLEMS, refusal: '' })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is watched decides what is there already
  useEffect(() => {
    let wanted = true
    engine.call('previewProfile', { name, settings: { ...settled } }).then(
      answer =>
        wanted &&
        setPreview(before =>
          answer.ok
            ? { items: answer.items, problems: NO_PROBLEMS, refusal: '' }
            : { items: before.items, problems: answer.problems, refusal: '' },
        ),
      (error: unknown) => wanted && setPreview(before => ({ ...before, refusal: refusalText(error) })),
    )
    return () => {
      wanted = false
    }
  }, [engine, name, settled, watched])
  return preview
}
