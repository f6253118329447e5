import { type RefObject, useEffect } from 'react'
import type { PlacedProblems } from '../forms/problems.ts'

/**
 * Puts the focus on the first input that has a problem, each time problems arrive; where none has, what stands on top
 * of the form is brought into view.
 */
export function useFocusOnProblem(
  body: RefObject<HTMLElement | null>,
  problems: PlacedProblems,
  refusal: string,
): void {
  useEffect(() => {
    if (problems.byPath.size > 0) {
      body.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-problem]')?.focus()
    } else if (problems.elsewhere.length > 0 || refusal !== '') {
      body.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'start' })
    }
  }, [body, problems, refusal])
}
