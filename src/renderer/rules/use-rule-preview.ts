import { useEffect, useState } from 'react'
import type { RulePreview } from '#shared/incidents.ts'
import { refusalText } from '../actions/use-action.ts'
import { useEngine } from '../connection/hooks.ts'
import type { FormValue } from '../forms/form-value.ts'

/** Asked once nothing has been typed for this long, ms. */
const AFTER_MS = 500

/** What a rule would have done. */
export interface ShownPreview {
  /** Null before the first answer. */
  readonly preview: RulePreview | null
  /** The rule has changed since, and is looked at anew. */
  readonly isOld: boolean
}

/** How often a rule as drafted would have fired within the last so many hours; asked anew as it is changed. */
export function useRulePreview(rule: FormValue, hours: number): ShownPreview {
  const engine = useEngine()
  const [shown, setShown] = useState<{ readonly of: string; readonly preview: RulePreview } | null>(null)
  // Only what has to do with when it fires: a change of its name is no reason to look through a week.
  const asked = JSON.stringify([rule.when ?? '', rule.forSeconds, hours])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked says when the rule has changed
  useEffect(() => {
    if (String(rule.when ?? '').trim() === '') {
      setShown(null)
      return
    }
    let wanted = true
    const show = (preview: RulePreview) => wanted && setShown({ of: asked, preview })
    const timer = setTimeout(() => {
      engine
        .call('previewRule', { rule: { ...rule }, hours })
        .then(show, (error: unknown) => show({ ok: false, message: refusalText(error) }))
    }, AFTER_MS)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [engine, asked])
  return { preview: shown?.preview ?? null, isOld: shown !== null && shown.of !== asked }
}
