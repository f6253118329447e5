import type { Config, SectionName } from '#shared/config.ts'
import type { Kinds } from '#shared/contract.ts'
import type { Problem } from '#shared/problem.ts'
import type { FormValue } from '../forms/form-value.ts'
import { withMember } from '../forms/form-value.ts'
import type { Path } from '../forms/problems.ts'

/** One thing of a list in the configuration. */
export type ListedItem = FormValue & { readonly id: string; readonly name: string }

/** A list in the configuration whose things are each edited in a form of their own. */
export interface SettingsList<T extends ListedItem> {
  /** The section that is saved as a whole when one of them changes. */
  readonly section: SectionName
  /** Where in that section the list stands; empty where the section is the list. */
  readonly path: Path
  /** What one of them is called: "rule". */
  readonly noun: string
  itemsOf(config: Config): readonly T[]
  /** The section with other things in its list. */
  sectionWith(config: Config, items: readonly unknown[]): unknown
  /** The JSON Schema of the list. */
  schemaOf(kinds: Kinds): unknown
}

/** Which form is open: of a new one, of one that there is, or of a copy of it. */
export type ItemRequest =
  | { readonly mode: 'add' }
  | { readonly mode: 'edit' | 'duplicate'; readonly id: string }

/** What a form begins with; null where there is no such thing any more. */
export function initialItem(items: readonly ListedItem[], request: ItemRequest): FormValue | null {
  if (request.mode === 'add') return {}
  const found = items.find(({ id }) => id === request.id)
  if (found === undefined) return null
  if (request.mode === 'edit') return found
  return withMember({ ...found, name: `${found.name} (copy)` }, 'id', undefined)
}

/** The list with what a form holds in its place, or at the end where it is new; and where that is. */
export function placedItem(
  items: readonly ListedItem[],
  request: ItemRequest,
  value: FormValue,
): { readonly items: readonly FormValue[]; readonly index: number } {
  const at = request.mode === 'edit' ? items.findIndex(({ id }) => id === request.id) : -1
  const index = at < 0 ? items.length : at
  return { items: [...items.slice(0, index), value, ...items.slice(index + 1)], index }
}

/** Problems of the section as those of one thing in it: what stands inside it is found beside its fields. */
export function problemsOfItem(problems: readonly Problem[], path: Path, index: number): readonly Problem[] {
  const place = [...path, index]
  return problems.map(problem => {
    const isInside = place.every((step, at) => String(problem.path[at]) === String(step))
    return isInside ? { ...problem, path: problem.path.slice(place.length) } : problem
  })
}

/** Where the unsaved draft of a form is kept: one per thing, one for each new thing. */
export function draftNameOf(section: SectionName, request: ItemRequest): string {
  if (request.mode === 'add') return `${section}/new`
  return request.mode === 'edit' ? `${section}/${request.id}` : `${section}/copy/${request.id}`
}
