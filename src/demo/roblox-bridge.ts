import { answerJson, LoopbackHttp, NOT_FOUND, standardResponse } from './loopback-http.ts'

/** From how many seconds without a word on the plug-in counts as disconnected. */
const SILENT_AFTER_SECONDS = 120

/** The Flask bridge to Roblox Studio: its health, and when it last heard from the plug-in. */
export class DemoRobloxBridge {
  /** When the plug-in was silenced, in ms since the epoch; null while it talks. */
  #silentSince: number | null = null
  readonly #startedAt = Date.now()
  readonly #http: LoopbackHttp

  constructor({ port = 0 }: { readonly port?: number } = {}) {
    this.#http = new LoopbackHttp(
      answerJson(({ url }) => (url === '/health' ? { document: this.#health() } : NOT_FOUND)),
      port,
    )
  }

  get healthUrl(): string {
    return `${this.#http.url}/health`
  }

  async start(): Promise<void> {
    await this.#http.start()
  }

  async stop(): Promise<void> {
    await this.#http.stop()
  }

  /** From now on nothing comes from the plug-in, and it was last heard `forSeconds` ago. */
  silencePlugin(forSeconds = 0): void {
    this.#silentSince = Date.now() - forSeconds * 1000
  }

  /** The plug-in talks again. */
  wakePlugin(): void {
    this.#silentSince = null
  }

  #health(): object {
    const lastContact = this.#silentSince ?? Date.now()
    const isConnected = Date.now() - lastContact < SILENT_AFTER_SECONDS * 1000
    return {
      ...standardResponse({
        bridge: {
          healthy: true,
          response_time_ms: 1,
          details: {
            port: this.#http.port,
            uptime_seconds: Math.floor((Date.now() - this.#startedAt) / 1000),
          },
        },
        plugin_communication: {
          healthy: isConnected,
          response_time_ms: 2,
          details: {
            last_contact: new Date(lastContact).toISOString(),
            connected_plugins: isConnected ? 1 : 0,
            ...(!isConnected && { error: 'The plug-in in Roblox Studio has not been heard from.' }),
          },
        },
      }),
      service: 'flask-bridge',
    }
  }
}
