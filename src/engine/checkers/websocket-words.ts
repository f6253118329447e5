import { printable, shorten } from './printable-text.ts'

/** What messages about a talk speak of. */
export interface TalkSubject {
  /** How the server is called in messages: "ws://127.0.0.1:8009/ws". */
  readonly address: string
  readonly expect?: string | undefined
  /** What is expected is what was sent, back again. */
  readonly echo: boolean
}

/** How far a talk had come. */
export interface TalkProgress {
  readonly opened: boolean
  readonly messages: number
  /** Bytes that had come since the connection stood. */
  readonly bytes: number
}

/** What is waited for, as messages call it. */
function awaited({ expect, echo }: TalkSubject): string {
  return echo ? 'echo' : `expected "${shorten(expect ?? '', 80)}"`
}

/** That the time was up, and what was still waited for. */
export function lateText(subject: TalkSubject, within: string, progress: TalkProgress): string {
  const { opened, messages, bytes } = progress
  if (!opened) {
    const how = bytes > 0 ? `began to answer (${bytes} bytes) but` : 'accepted the connection but'
    return `The server at ${subject.address} ${how} did not finish the WebSocket handshake ${within}. It may be frozen or overloaded.`
  }
  const other = subject.echo
    ? `${messages} other ${messages === 1 ? 'message' : 'messages'}`
    : `${messages} ${messages === 1 ? 'other' : 'others'}`
  const came = messages === 0 ? 'no message came' : `${other} came`
  return `The WebSocket at ${subject.address} opened, but the ${awaited(subject)} did not come ${within}; ${came}.`
}

/** That too many messages came without the one that is waited for. */
export function floodText(subject: TalkSubject, messages: number): string {
  const none = subject.echo ? 'was the echo' : `contained the ${awaited(subject)}`
  return `The WebSocket at ${subject.address} sent ${messages} messages, and none ${none}.`
}

/** Close codes of RFC 6455, section 7.4.1, and the registry it set up. */
const CLOSE_CODES: Readonly<Record<number, string>> = {
  1000: 'in good order',
  1001: 'it is going away',
  1002: 'protocol error',
  1003: 'it does not take such messages',
  1007: 'bad text',
  1008: 'against its policy',
  1009: 'message too large',
  1011: 'an error of its own',
  1012: 'it is restarting',
  1013: 'it is overloaded',
  1014: 'no server behind the gateway',
}

/** How a server closed a WebSocket. */
export interface Closing {
  readonly code: number
  readonly reason: string
  /** Messages that had come by then. */
  readonly messages: number
  /** What was waited for had come, and its further messages were counted. */
  readonly listening: boolean
}

/** That the server hung up while it was still needed. */
export function closedText(subject: TalkSubject, { code, reason, messages, listening }: Closing): string {
  const said = shorten(printable(reason), 120)
  const words = [CLOSE_CODES[code], said].filter(Boolean).join(': ')
  const how =
    code === 1005 || code === 1006 ? 'without saying why' : `with code ${code}${words ? ` (${words})` : ''}`
  if (listening) {
    return `The server at ${subject.address} closed the WebSocket ${how}, while its messages were counted.`
  }
  if (subject.expect === undefined) {
    return `The server at ${subject.address} closed the WebSocket right after the handshake, ${how}.`
  }
  const came = messages === 0 ? '' : ` after ${messages} other ${messages === 1 ? 'message' : 'messages'}`
  return `The server at ${subject.address} closed the WebSocket ${how}${came}, before the ${awaited(subject)} came.`
}
