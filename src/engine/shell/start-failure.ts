import { ConfigError } from '../config/config-error.ts'
import { DataDirError } from '../config/data-dir.ts'
import { UnreadableFileError } from '../config/read-if-there.ts'
import { TokenError } from '../config/token.ts'
import { OptionError } from './shell-options.ts'

/** Something the operator must mend before Traylight can start; the message is what they read. */
export class StartFailure extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StartFailure'
  }
}

const FOR_OPERATORS = [StartFailure, OptionError, ConfigError, UnreadableFileError, DataDirError, TokenError]

/** Why Traylight could not start, as the operator reads it. */
export function startFailureText(error: unknown): string {
  const isForOperator = FOR_OPERATORS.some(type => error instanceof type)
  return isForOperator && error instanceof Error
    ? error.message
    : `Traylight could not start: ${String(error)}`
}
