import type { ValuePath } from './validate-value.ts'

/** What stands at a path inside plain data; undefined where nothing does. Inherited properties do not count. */
export function valueAt(value: unknown, path: ValuePath): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined
    current = Reflect.get(current, key)
  }
  return current
}
