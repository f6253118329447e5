import type { Checker } from '../checkers/checker.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { Profile } from '../profiles/profile.ts'
import { type IsSecretField, secretFieldsOf } from './secret-fields.ts'
import { checkValidator, notifierValidator, type ValidateCheck } from './validate-check.ts'

/** What the plug-ins say about configurations: which checks are valid, which fields are secret, which profiles there are. */
export interface ConfigRules {
  readonly validateCheck: ValidateCheck
  /** Of a notifier's `to`. */
  readonly validateNotifier: ValidateCheck
  readonly isSecretField: IsSecretField
  readonly profiles: readonly Profile[]
}

export function configRules(
  checkers: readonly Checker[],
  profiles: readonly Profile[] = [],
  notifiers?: readonly Notifier[],
): ConfigRules {
  return {
    validateCheck: checkValidator(checkers),
    validateNotifier: notifiers === undefined ? () => [] : notifierValidator(notifiers),
    isSecretField: secretFieldsOf(checkers, notifiers),
    profiles,
  }
}
