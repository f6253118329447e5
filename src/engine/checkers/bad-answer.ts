import { CheckFailure } from './checker.ts'
import { nameStranger } from './name-stranger.ts'

/** Why what arrived cannot be an answer of the server that was meant. */
export type AnswerProblem = 'stranger' | 'huge' | 'endless'

/** Thrown for bytes that are no answer of the protocol that is spoken. */
export class BadAnswer extends Error {
  readonly problem: AnswerProblem

  constructor(problem: AnswerProblem) {
    super(problem)
    this.problem = problem
  }
}

/** Thrown where the server ended the connection in good order while it still owed an answer. */
export class ConnectionClosed extends Error {}

/** Says of bytes that are no answer who sent them, or what is wrong with them. */
export function explainBadAnswer(
  { problem }: BadAnswer,
  about: { readonly subject: string; readonly server: string; readonly firstBytes: Uint8Array },
): CheckFailure {
  const stranger = nameStranger(about.firstBytes)
  if (stranger !== null && stranger !== about.subject) {
    return new CheckFailure(
      'protocol',
      `${stranger} answers at ${about.server}, not ${about.subject}. Check the port.`,
    )
  }
  const does = {
    stranger: `does not speak the protocol of ${about.subject}`,
    huge: `announced an answer larger than any that ${about.subject} gives`,
    endless: 'sends without end',
  }[problem]
  return new CheckFailure('protocol', `What answers at ${about.server} ${does}. Check the port.`)
}
