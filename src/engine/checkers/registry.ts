import type { Checker } from './checker.ts'

/** Every kind of check there is. Adding one is its file and one line here. */
export const checkers: readonly Checker[] = []
