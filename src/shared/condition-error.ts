/** What is wrong with a condition, in a sentence, and where in its text. */
export class ConditionError extends Error {
  /** The place in the text, from 0 on. */
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}
