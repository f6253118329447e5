import type { Checker } from '../checkers/checker.ts'
import { type IsSecretField, secretFieldsOf } from './secret-fields.ts'
import { checkValidator, type ValidateCheck } from './validate-check.ts'

/** What the registered checkers say about configurations: which checks are valid, and which fields are secret. */
export interface ConfigRules {
  readonly validateCheck: ValidateCheck
  readonly isSecretField: IsSecretField
}

export function configRules(checkers: readonly Checker[]): ConfigRules {
  return { validateCheck: checkValidator(checkers), isSecretField: secretFieldsOf(checkers) }
}
