import { categoryTitle } from '#shared/category.ts'
import type { ProfileItem } from '#shared/contract.ts'
import type { Route } from '#shared/route.ts'
import { inTabOrder } from '../layout/tabs-of.ts'

/** What a profile adds to one tab. */
export interface ProfileGroup {
  readonly title: string
  /** The tab in which it will appear. */
  readonly route: Route
  readonly items: readonly ProfileItem[]
}

/** By which an item is left out: `monitor:redis`. */
export function itemKeyOf({ type, id }: ProfileItem): string {
  return `${type}:${id}`
}

/** The items of a profile by the tab they will appear in: categories in the order of their tabs, then backends. */
export function profileGroups(items: readonly ProfileItem[]): readonly ProfileGroup[] {
  const monitors = items.filter(item => item.type === 'monitor')
  const byCategory = Map.groupBy(monitors, item => item.category)
  const backends = items.filter(item => item.type === 'backend')
  return [
    ...inTabOrder(byCategory.keys()).map(category => ({
      title: categoryTitle(category),
      route: { page: 'category', category } as const,
      items: byCategory.get(category) ?? [],
    })),
    ...(backends.length === 0
      ? []
      : [{ title: 'Backends', route: { page: 'backends' } as const, items: backends }]),
  ]
}

/** What will be added: neither there already nor left out. */
export function chosenItems(
  items: readonly ProfileItem[],
  leftOut: readonly string[],
): readonly ProfileItem[] {
  const out = new Set(leftOut)
  return items.filter(item => !item.exists && !out.has(itemKeyOf(item)))
}

/** What is left out once these items are ticked, or no longer are. */
export function withTicked(
  leftOut: readonly string[],
  items: readonly ProfileItem[],
  ticked: boolean,
): readonly string[] {
  const keys = new Set(items.filter(item => !item.exists).map(itemKeyOf))
  const others = leftOut.filter(key => !keys.has(key))
  return ticked ? others : [...others, ...keys]
}
