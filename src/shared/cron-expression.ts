/** One of the five fields of a cron expression: its name, its range, and the words that stand for its numbers. */
interface Field {
  readonly name: string
  readonly least: number
  readonly most: number
  readonly words: readonly string[]
  /** The number of the first word. */
  readonly firstWord: number
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59, words: [], firstWord: 0 },
  { name: 'hour', least: 0, most: 23, words: [], firstWord: 0 },
  { name: 'day of the month', least: 1, most: 31, words: [], firstWord: 0 },
  { name: 'month', least: 1, most: 12, words: MONTHS, firstWord: 1 },
  { name: 'day of the week', least: 0, most: 7, words: DAYS, firstWord: 0 },
]

/**
 * What is wrong with a cron expression of five fields (minute, hour, day of the month, month, day of the week), in a
 * sentence; null where nothing is. Each field may be `*`, a number, a range `1-5`, a list `1,3,5`, with a step `*\/10`; the
 * last day of the month is `L`; months and days may be their English names.
 */
export function cronProblem(expression: string): string | null {
  const parts = expression.trim().split(/\s+/)
  if (parts.length !== FIELDS.length) {
    return 'Give five fields: minute, hour, day of the month, month and day of the week, such as 0 3 * * SUN.'
  }
  for (const [index, field] of FIELDS.entries()) {
    const part = parts[index] ?? ''
    const wrong = part.split(',').find(item => !isRight(item, field))
    if (wrong === undefined) continue
    return `${JSON.stringify(wrong)} is no ${field.name}. Use ${field.least} to ${field.most}, ranges such as ${field.least}-${field.most}, lists, steps such as */2, or *.`
  }
  return null
}

function isRight(item: string, field: Field): boolean {
  if (item === 'L') return field.name === 'day of the month'
  const [range = '', step, ...more] = item.split('/')
  if (more.length > 0 || (step !== undefined && !isStep(step, field))) return false
  if (range === '*') return true
  const [from = '', to, ...rest] = range.split('-')
  const first = numberOf(from, field)
  if (rest.length > 0 || first === null) return false
  // A step needs something to step through.
  if (to === undefined) return step === undefined
  const last = numberOf(to, field)
  return last !== null && first <= last
}

function isStep(step: string, { most }: Field): boolean {
  return /^\d{1,2}$/.test(step) && Number(step) > 0 && Number(step) <= most
}

function numberOf(text: string, { least, most, words, firstWord }: Field): number | null {
  const word = words.indexOf(text.toUpperCase())
  if (word >= 0) return word + firstWord
  if (!/^\d{1,2}$/.test(text)) return null
  const number = Number(text)
  return number >= least && number <= most ? number : null
}
