import { categoryTitle } from '#shared/category.ts'
import type { StageAct } from '#shared/views.ts'

/** The acts of one category, under the words of its tab. */
export interface ActGroup {
  readonly category: string
  readonly title: string
  readonly acts: readonly StageAct[]
}

/** Acts by category, categories in the order in which they first come. */
export function actsByCategory(acts: readonly StageAct[]): readonly ActGroup[] {
  return [...Map.groupBy(acts, act => act.category)].map(([category, group]) => ({
    category,
    title: categoryTitle(category),
    acts: group,
  }))
}
