import { type RefObject, useEffect } from 'react'
import type { PlacedProblems } from '../forms/problems.ts'

/** Puts the focus on the first input that has a problem, each time problems arrive. */
export function useFocusOnProblem(body: RefObject<HTMLElement | null>, problems: PlacedProblems): void {
  useEffect(() => {
    if (problems.byPath.size === 0) return
    body.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-problem]')?.focus()
  }, [body, problems])
}
