import type { Transport } from '@modelcontextprotocol/client'
import type { CertificateFacts } from './certificate-facts.ts'
import type { McpTransportName } from './mcp-target.ts'

/** More than this is not read of one answer or message, in bytes. */
export const MAX_MESSAGE_BYTES = 1024 * 1024
/** No message of MCP nests deeper. One that does is not parsed: that could take seconds in which nothing else is done. */
export const MAX_NESTING = 100
/** More than this is not read in one check. */
export const MAX_TOTAL_BYTES = 16 * 1024 * 1024

/** A connection to an MCP server, over which the protocol is spoken. It opens when the transport is started. */
export interface McpLink {
  readonly name: McpTransportName
  readonly transport: Transport
  /** Rejects as soon as the connection is of no more use, also where the protocol would go on waiting. */
  readonly broken: Promise<never>
  /** How long it took to connect, in ms; 0 before. */
  readonly connectMs: number
  readonly certificate: CertificateFacts | undefined
  /** Tells the server that the session has ended, where it keeps one. Does not reject. */
  leave(): Promise<void>
  /** Ends the connection and everything that is under way on it. */
  close(): void
}

/** Thrown where the server ended the connection: `how` it did, as "closed the WebSocket". */
export class McpConnectionEnded extends Error {
  readonly how: string

  constructor(how: string) {
    super(how)
    this.how = how
  }
}

/** Thrown for a message that is no JSON-RPC. */
export class NotJsonRpc extends Error {}

/** Thrown where a server over a WebSocket did not take up the subprotocol `mcp`. */
export class NoSubprotocol extends Error {}
