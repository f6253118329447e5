import { useState } from 'react'

/** The value as it was when `key` last changed, so that what is made from it is not made anew for nothing. */
export function useSameWhile<T>(key: string, value: T): T {
  const [kept, setKept] = useState({ key, value })
  if (kept.key === key) return kept.value
  setKept({ key, value })
  return value
}
