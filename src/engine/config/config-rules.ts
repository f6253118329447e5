import type { Checker } from '../checkers/checker.ts'
import type { Profile } from '../profiles/profile.ts'
import { type IsSecretField, secretFieldsOf } from './secret-fields.ts'
import { checkValidator, type ValidateCheck } from './validate-check.ts'

/** What the plug-ins say about configurations: which checks are valid, which fields are secret, which profiles there are. */
export interface ConfigRules {
  readonly validateCheck: ValidateCheck
  readonly isSecretField: IsSecretField
  readonly profiles: readonly Profile[]
}

export function configRules(checkers: readonly Checker[], profiles: readonly Profile[] = []): ConfigRules {
  return { validateCheck: checkValidator(checkers), isSecretField: secretFieldsOf(checkers), profiles }
}
