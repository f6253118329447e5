import type * as Electron from 'electron'
import { SchemeServer } from './scheme-server.ts'

/** Which schemes were registered as privileged, for the whole process. */
export class PrivilegedSchemes {
  private readonly isReady: () => boolean
  private schemes: readonly Electron.CustomScheme[] = []

  constructor(isReady: () => boolean) {
    this.isReady = isReady
  }

  register(schemes: readonly Electron.CustomScheme[]): void {
    if (this.isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    }
    this.schemes = schemes
  }

  /** A page of a scheme without these would load in Electron and be broken: the stand-in serves none. */
  check(scheme: string): void {
    const privileges = this.schemes.find(known => known.scheme === scheme)?.privileges
    if (privileges?.standard && privileges.secure) return
    throw new Error(
      `The stand-in serves only schemes registered as standard and secure, and "${scheme}" is not (protocol.registerSchemesAsPrivileged).`,
    )
  }
}

type ProtocolPart = Pick<
  Electron.Protocol,
  'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'
>

/** Addresses as the app knows them, and as Chromium does: those of the app's own schemes differ. */
export interface Addresses {
  toChromium(url: string): Promise<string>
  toApp(url: string): string
}

/** Electron's `protocol` of one session: answers of the app's own schemes. */
export class Protocol implements ProtocolPart {
  private readonly privileged: PrivilegedSchemes
  private readonly servers = new Map<string, SchemeServer>()

  constructor(privileged: PrivilegedSchemes) {
    this.privileged = privileged
  }

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    this.privileged.register(schemes)
  }

  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
    if (this.servers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    this.privileged.check(scheme)
    this.servers.set(scheme, new SchemeServer(scheme, handler))
  }

  unhandle(scheme: string): void {
    if (!this.servers.has(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`)
    this.servers.get(scheme)?.close()
    this.servers.delete(scheme)
  }

  isProtocolHandled(scheme: string): boolean {
    return this.servers.has(scheme)
  }

  readonly addresses: Addresses = {
    toChromium: async url => {
      const scheme = url.split(':', 1)[0] ?? ''
      return (await this.servers.get(scheme)?.toHttp(url)) ?? url
    },
    toApp: url => {
      if (!URL.canParse(url)) return url
      for (const server of this.servers.values()) {
        const own = server.toScheme(url)
        if (own !== null) return own
      }
      return url
    },
  }
}
