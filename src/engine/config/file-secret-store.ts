import path from 'node:path'
import { z } from 'zod'
import type { Notice } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import { atomicWrite } from './atomic-write.ts'
import { keepAside } from './keep-aside.ts'
import { readIfThere } from './read-if-there.ts'
import type { SecretStore } from './secret-store.ts'
import { SerialQueue } from './serial-queue.ts'

const secretsSchema = z.object({ version: z.literal(1), secrets: z.record(z.string(), z.string()) })

function parseSecrets(text: string): Record<string, string> | undefined {
  try {
    return secretsSchema.parse(JSON.parse(text)).secrets
  } catch {
    return undefined
  }
}

/**
 * Secrets in a JSON file that only its owner can read (`DATA_DIR/secrets.json`, mode 0600), replaced atomically.
 * Changes that come while one is being written are written together.
 */
export class FileSecretStore implements SecretStore {
  readonly #file: string
  readonly #values: Map<string, string>
  readonly #notices: readonly Notice[]
  readonly #queue = new SerialQueue()
  #unwritten = false

  private constructor(file: string, values: Map<string, string>, notices: readonly Notice[]) {
    this.#file = file
    this.#values = values
    this.#notices = notices
  }

  /** Reads the file; one that is damaged is kept aside, named in `notices`, and its secrets are missing. */
  static async open(file: string, clock: Clock): Promise<FileSecretStore> {
    const text = await readIfThere(file)
    if (text === undefined) return new FileSecretStore(file, new Map(), [])
    const values = parseSecrets(text)
    if (values) return new FileSecretStore(file, new Map(Object.entries(values)), [])
    const kept = path.basename(await keepAside(file, { move: true, now: clock.now() }))
    const notice: Notice = {
      id: `secrets-damaged:${kept}`,
      level: 'warning',
      text: `The file with the secrets was damaged. It is kept as ${kept}. Enter the secrets that are missing again.`,
    }
    return new FileSecretStore(file, new Map(), [notice])
  }

  notices(): readonly Notice[] {
    return this.#notices
  }

  async get(id: string): Promise<string | undefined> {
    return this.#values.get(id)
  }

  async set(id: string, value: string): Promise<void> {
    if (this.#values.get(id) !== value) {
      this.#values.set(id, value)
      this.#unwritten = true
    }
    await this.#write()
  }

  async delete(id: string): Promise<void> {
    if (this.#values.delete(id)) this.#unwritten = true
    await this.#write()
  }

  async ids(): Promise<readonly string[]> {
    return [...this.#values.keys()]
  }

  #write(): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#unwritten) return
      this.#unwritten = false
      const document = { version: 1, secrets: Object.fromEntries(this.#values) }
      try {
        await atomicWrite(this.#file, `${JSON.stringify(document, null, 2)}\n`)
      } catch (error) {
        this.#unwritten = true
        throw error
      }
    })
  }
}
