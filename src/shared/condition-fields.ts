import { ALERT_LEVELS } from './alert-level.ts'
import { metricStatusSchema, severitySchema, statusSchema } from './status.ts'

/** One thing watched at a moment, as conditions see it; null is what it has not, or not now. */
export interface ConditionSubject {
  readonly type: string
  readonly id: string
  readonly name: string
  readonly category: string | null
  readonly tags: readonly string[]
  readonly severity: string | null
  readonly status: string
  readonly level: string | null
  readonly message: string
  readonly responseTimeMs: number | null
  readonly responseTimeWarningMs: number | null
  readonly value: number | null
  readonly unit: string
  readonly deviation: number | null
}

export const TEXT_FIELD_NAMES = [
  ...(['type', 'id', 'name', 'monitor', 'backend', 'service', 'metric'] as const),
  ...(['category', 'tag', 'severity', 'status', 'level', 'message', 'unit'] as const),
] as const
export const NUMBER_FIELD_NAMES = ['responseTimeMs', 'responseTimeWarningMs', 'value', 'deviation'] as const
export type TextFieldName = (typeof TEXT_FIELD_NAMES)[number]
export type NumberFieldName = (typeof NUMBER_FIELD_NAMES)[number]
export type FieldName = TextFieldName | NumberFieldName

/** A field whose values are words. */
export interface TextField {
  /** What it is, in a few words. */
  readonly about: string
  /** All that it can be, where that is known. */
  readonly values: readonly string[] | null
  /** What a subject has of it: one, several (tags), or none. */
  readonly of: (subject: ConditionSubject) => string | null | readonly string[]
}

/** A field whose values are numbers. */
export interface NumberField {
  readonly about: string
  /** The unit of its values; null where it is that of the subject, empty for a plain number. */
  readonly unit: string | null
  readonly of: (subject: ConditionSubject) => number | null
}

const SUBJECT_TYPES = ['monitor', 'backend', 'service', 'metric', 'pushed'] as const

const idOf = (type: (typeof SUBJECT_TYPES)[number]): TextField => ({
  about: `Its id, where it is a ${type}`,
  values: null,
  of: subject => (subject.type === type ? subject.id : null),
})

export const TEXT_FIELDS: Readonly<Record<TextFieldName, TextField>> = {
  type: { about: 'What it is', values: SUBJECT_TYPES, of: ({ type }) => type },
  id: { about: 'Its id', values: null, of: ({ id }) => id },
  name: { about: 'Its name', values: null, of: ({ name }) => name },
  monitor: idOf('monitor'),
  backend: idOf('backend'),
  service: idOf('service'),
  metric: idOf('metric'),
  category: { about: 'Its category; of a metric its group', values: null, of: ({ category }) => category },
  tag: { about: 'Any of its tags', values: null, of: ({ tags }) => tags },
  severity: {
    about: 'The severity of a monitor, backend or service',
    values: severitySchema.options,
    of: ({ severity }) => severity,
  },
  status: {
    about: 'Its status',
    values: [...statusSchema.options, ...metricStatusSchema.options.filter(word => word !== 'healthy')],
    of: ({ status }) => status,
  },
  level: { about: 'The level of an alert from a channel', values: ALERT_LEVELS, of: ({ level }) => level },
  message: { about: 'Why it is as it is', values: null, of: ({ message }) => message },
  unit: { about: 'The unit of a metric', values: null, of: ({ unit }) => unit },
}

export const NUMBER_FIELDS: Readonly<Record<NumberFieldName, NumberField>> = {
  responseTimeMs: {
    about: 'How long the latest check took',
    unit: 'ms',
    of: ({ responseTimeMs }) => responseTimeMs,
  },
  responseTimeWarningMs: {
    about: 'From where on that is degraded',
    unit: 'ms',
    of: ({ responseTimeWarningMs }) => responseTimeWarningMs,
  },
  value: { about: 'The value of a metric', unit: null, of: ({ value }) => value },
  deviation: {
    about: 'How far it is from how it usually is; over 1 is out of the ordinary',
    unit: '',
    of: ({ deviation }) => deviation,
  },
}

/** The field of words that is called so, in whatever case. */
export function textFieldNamed(word: string): TextFieldName | undefined {
  return TEXT_FIELD_NAMES.find(name => name.toLowerCase() === word.toLowerCase())
}

/** The field of numbers that is called so, in whatever case. */
export function numberFieldNamed(word: string): NumberFieldName | undefined {
  return NUMBER_FIELD_NAMES.find(name => name.toLowerCase() === word.toLowerCase())
}
