import {
  InsufficientScopeError,
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  SseError,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import { type CheckContext, CheckFailure, type FailureKind } from './checker.ts'
import { endReason } from './end-reason.ts'
import { explainFailure } from './explain-failure.ts'
import { McpConnectionEnded, NotJsonRpc } from './mcp-link.ts'
import { oneLine, printable, shorten } from './printable-text.ts'

/** What failed, and during what. */
export interface McpSubject {
  readonly address: string
  /** What was asked, as it stands in a sentence. */
  readonly step: string
  readonly context: Pick<CheckContext, 'signal' | 'timeoutMs'>
}

const UNSUPPORTED_VERSION = -32_022

/** Puts whatever ended the talk with an MCP server into words; an end by the signal keeps its reason. */
export function whyMcpFailed(error: unknown, { address, step, context }: McpSubject): unknown {
  const server = `The MCP server at ${address}`
  const isOurEnd = error === context.signal.reason || !(error instanceof CheckFailure)
  if (context.signal.aborted && isOurEnd) {
    return endReason(context, within => `${server} did not answer ${step} ${within}.`)
  }
  if (error instanceof CheckFailure) return error
  const failure = (kind: FailureKind, text: string) => new CheckFailure(kind, text)
  if (error instanceof McpConnectionEnded) {
    return failure('protocol', `${server} ${error.how} before it answered ${step}.`)
  }
  if (error instanceof UnauthorizedError) return statusFailure(address, 401)
  if (error instanceof InsufficientScopeError) return statusFailure(address, 403)
  if (error instanceof SdkHttpError) return statusFailure(address, error.data.status)
  if (error instanceof SseError) return streamFailure(address, error)
  if (error instanceof SdkError) return sdkFailure(error, server, step)
  if (error instanceof ProtocolError) {
    if (error.code === UNSUPPORTED_VERSION) return versionFailure(server, error.message)
    const said = saying(error.message)
    return failure('unexpected', `${server} answered ${step} with an error (${error.code}${said}).`)
  }
  if (isUnreadable(error)) {
    return failure(
      'protocol',
      `What answers at ${address} does not speak MCP: it sent no JSON-RPC. Check the address.`,
    )
  }
  const version =
    error instanceof Error ? /protocol version is not supported: (.*)$/s.exec(error.message) : null
  if (version) return versionFailure(server, version[1] ?? '')
  const elsewhere =
    error instanceof Error ? /^Endpoint origin does not match.*: (\S+)$/.exec(error.message) : null
  if (elsewhere) {
    return failure(
      'protocol',
      `${server} points to ${shorten(printable(elsewhere[1] ?? ''), 100)}, which is not asked. Check that address directly.`,
    )
  }
  const explained = explainFailure(error, { subject: 'The MCP server', address })
  return failure(explained.failure, explained.message)
}

function sdkFailure(error: SdkError, server: string, step: string): CheckFailure {
  switch (error.code) {
    case SdkErrorCode.ClientHttpUnexpectedContent:
      return new CheckFailure(
        'protocol',
        `${server} answered with an ordinary page instead of MCP. Check the path, or the proxy in between.`,
      )
    case SdkErrorCode.ConnectionClosed:
      return new CheckFailure('protocol', `${server} closed the connection before it answered ${step}.`)
    case SdkErrorCode.InvalidResult:
      return new CheckFailure(
        'protocol',
        `${server} answered ${step} with something that MCP does not know. Check its version.`,
      )
    case SdkErrorCode.ListPaginationExceeded:
      return new CheckFailure('protocol', `${server} lists without end when it is asked ${step}.`)
    case SdkErrorCode.EraNegotiationFailed:
      return versionFailure(server, error.message)
    default:
      return new CheckFailure('unexpected', `${server} could not be asked ${step}${saying(error.message)}.`)
  }
}

function versionFailure(server: string, said: string): CheckFailure {
  return new CheckFailure(
    'protocol',
    `${server} speaks no version of MCP that is known here${saying(said)}. Update it, or Traylight.`,
  )
}

/** Of an event stream that could not be opened. */
function streamFailure(address: string, { code, message }: SseError): CheckFailure {
  if (code !== undefined && code !== 200) return statusFailure(address, code)
  if (code === 200) {
    return new CheckFailure(
      'protocol',
      `The MCP server at ${address} answered with an ordinary page instead of an event stream. Check the path.`,
    )
  }
  return new CheckFailure(
    'protocol',
    `The event stream of the MCP server at ${address} ended${saying(message)}.`,
  )
}

function statusFailure(address: string, status: number): CheckFailure {
  const [kind, text] = statusText(`The MCP server at ${address}`, address, status)
  return new CheckFailure(kind, text, { statusCode: status })
}

function statusText(server: string, address: string, status: number): readonly [FailureKind, string] {
  if (status === 401 || status === 407) {
    return ['auth', `${server} asks for credentials (${status}). Give them in the headers.`]
  }
  if (status === 403) return ['auth', `${server} forbids this client (403). Check credentials and origin.`]
  if (status === 404 || status === 405) {
    return ['protocol', `There is no MCP at ${address} (${status}). Check the path, and the transport.`]
  }
  if (status === 429) return ['quota', `${server} was asked too often (429). Check less often.`]
  if (status >= 300 && status < 400) {
    return ['protocol', `${server} sends its clients elsewhere (${status}). Use that address.`]
  }
  if (status >= 502 && status <= 504) {
    return ['protocol', `The proxy at ${address} has no working MCP server behind it (${status}).`]
  }
  return ['protocol', `${server} refused the request (${status}).`]
}

/** Whether an error means that what came cannot be read as JSON-RPC. */
export function isUnreadable(error: unknown): boolean {
  if (error instanceof NotJsonRpc || error instanceof SyntaxError || error instanceof RangeError) return true
  return error instanceof Error && /ZodError$/.test(error.name)
}

function saying(text: string): string {
  const said = oneLine(text, 160).replace(/\.$/, '')
  return said === '' ? '' : `: ${said}`
}
