import { NUMBER_FIELD_NAMES, NUMBER_FIELDS, TEXT_FIELD_NAMES, TEXT_FIELDS } from '#shared/condition-fields.ts'

/** The fields that conditions compare, as the help beside them has them. */
export const CONDITION_FIELDS: readonly (readonly [field: string, about: string])[] = [
  ...TEXT_FIELD_NAMES.map(name => {
    const { about, values } = TEXT_FIELDS[name]
    return [name, values === null ? about : `${about}: ${values.join(', ')}`] as const
  }),
  ...NUMBER_FIELD_NAMES.map(name => {
    const { about, unit } = NUMBER_FIELDS[name]
    return [name, unit === null || unit === '' ? about : `${about}, in ${unit}`] as const
  }),
]

export const CONDITION_OPERATORS: readonly (readonly [operator: string, about: string])[] = [
  ['=  !=', 'the same, not the same'],
  ['>  >=  <  <=', 'numbers, with a unit where they have one: value > 2 GB'],
  ['~', 'like a pattern: metric ~ "disk:*"'],
  ['in', 'one of several: category in (database, apis)'],
  ['and  or  not  ( )', 'together: severity = critical and not tag = test'],
]

/** What a new rule may begin with. */
export const CONDITION_EXAMPLES: readonly string[] = [
  'status = unhealthy and tag = shop',
  'metric = memory and value > 90 %',
  'category = apis and responseTimeMs > 2 s',
]
