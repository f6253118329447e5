import { CONDITION_WORDS, type Condition } from './condition.ts'

/** Writes a condition so that it is read as the same. */
export function printCondition(condition: Condition): string {
  switch (condition.is) {
    case 'and':
    case 'or':
      return condition.parts.map(part => inBrackets(part, condition.is)).join(` ${condition.is} `)
    case 'not':
      return `not ${inBrackets(condition.part, 'not')}`
    case 'text':
      return `${condition.field} ${condition.operator} ${quoted(condition.text)}`
    case 'in':
      return `${condition.field} in (${condition.texts.map(quoted).join(', ')})`
    case 'number': {
      const { field, operator, right } = condition
      const operand = right.is === 'field' ? right.field : `${right.amount} ${right.unit}`.trimEnd()
      return `${field} ${operator} ${operand}`
    }
  }
}

/** A part with brackets, where it would be read as something else without. */
function inBrackets(part: Condition, around: 'and' | 'or' | 'not'): string {
  const isGroup = part.is === 'and' || part.is === 'or'
  const isLoose = isGroup && !(around === 'or' && part.is === 'and')
  return isLoose ? `(${printCondition(part)})` : printCondition(part)
}

/** A text as it is, where it is one plain word. */
function quoted(text: string): string {
  const isWord = /^[\w.:/*?%@+-]+$/.test(text) && !CONDITION_WORDS.some(word => word === text.toLowerCase())
  return isWord ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
