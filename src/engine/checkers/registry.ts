import type { Checker } from './checker.ts'
import { postgresChecker } from './postgres.ts'
import { redisChecker } from './redis.ts'

/** Every kind of check there is. Adding one is its file and one line here. */
export const checkers: readonly Checker[] = [postgresChecker, redisChecker]
