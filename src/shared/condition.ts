import type { NumberFieldName, TextFieldName } from './condition-fields.ts'

/** How numbers are compared. */
export type NumberOperator = '=' | '!=' | '>' | '>=' | '<' | '<='

/** What numbers are compared with: an amount, with the symbol of its unit or empty, or another field. */
export type NumberOperand =
  | { readonly is: 'amount'; readonly amount: number; readonly unit: string }
  | { readonly is: 'field'; readonly field: NumberFieldName }

/** A comparison of one field. */
export type Comparison =
  | {
      readonly is: 'text'
      readonly field: TextFieldName
      readonly operator: '=' | '!=' | '~'
      readonly text: string
    }
  | { readonly is: 'in'; readonly field: TextFieldName; readonly texts: readonly string[] }
  | {
      readonly is: 'number'
      readonly field: NumberFieldName
      readonly operator: NumberOperator
      readonly right: NumberOperand
    }

/** A condition of a rule, as it is parsed: `and` and `or` have two parts or more. */
export type Condition =
  | Comparison
  | { readonly is: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly is: 'not'; readonly part: Condition }

/** Words of the language itself; a text that is one of them stands in quotes. */
export const CONDITION_WORDS = ['and', 'or', 'not', 'in'] as const

/** Longer ones are not read. */
export const LONGEST_CONDITION = 1000
