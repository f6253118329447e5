import { type FormValue, withMember } from '../forms/form-value.ts'

/** How a window begins: once, or again and again. */
export type WindowBegins = 'once' | 'again'

/** Which of the two a form has chosen; what it holds says so, so that a draft does, too. */
export function beginsOf(value: FormValue): WindowBegins {
  return value.cron === undefined ? 'once' : 'again'
}

/** The form with the other way to begin, without what was said for the first. */
export function withBegins(value: FormValue, begins: WindowBegins): FormValue {
  if (begins === beginsOf(value)) return value
  return begins === 'again'
    ? { ...withMember(value, 'from', undefined), cron: '' }
    : withMember(value, 'cron', undefined)
}

/** A change in which an expression that is emptied stays empty, so that the form stays what it was chosen to be. */
export function keepingBegins(before: FormValue, next: FormValue): FormValue {
  return before.cron !== undefined && next.cron === undefined ? { ...next, cron: '' } : next
}

/** Expressions that are offered, with what they mean. */
export const CRON_PRESETS: readonly string[] = ['0 3 * * *', '0 3 * * SUN', '0 22 * * MON-FRI', '0 3 1 * *']
