import path from 'node:path'
import { z } from 'zod'
import type { Notice } from '#shared/views.ts'
import type { Clock } from '../clock.ts'
import { atomicWrite } from './atomic-write.ts'
import { keepAside } from './keep-aside.ts'
import { readIfThere } from './read-if-there.ts'
import type { SecretStore } from './secret-store.ts'
import type { SecretVault } from './secret-vault.ts'
import { SerialQueue } from './serial-queue.ts'

const sealedSchema = z.object({ sealed: z.string() })
/** A secret as it stands in the file: readable, or sealed by a vault. */
const storedSchema = z.union([z.string(), sealedSchema])
type Stored = z.infer<typeof storedSchema>

/** Version 1 knew readable secrets only. */
const secretsSchema = z.object({
  version: z.union([z.literal(1), z.literal(2)]),
  secrets: z.record(z.string(), storedSchema),
})

function parseSecrets(text: string): Record<string, Stored> | undefined {
  try {
    return secretsSchema.parse(JSON.parse(text)).secrets
  } catch {
    return undefined
  }
}

/** One secret in memory: its value unless it is locked, and how it stands in the file. */
interface Kept {
  readonly value: string | undefined
  readonly stored: Stored
}

/**
 * Secrets in a JSON file that only its owner can read (`DATA_DIR/secrets.json`, mode 0600), replaced atomically. With a
 * vault they stand in it sealed. What another vault sealed is locked: its value is not known here, and it is kept.
 * Changes that come while one is being written are written together.
 */
export class FileSecretStore implements SecretStore {
  readonly #file: string
  readonly #vault: SecretVault | null
  readonly #secrets = new Map<string, Kept>()
  /** One change at a time: sealing takes a while, and the last one that was asked for must be the one that is kept. */
  readonly #changes = new SerialQueue()
  readonly #queue = new SerialQueue()
  #damaged: readonly Notice[] = []
  #unwritten = false
  /** Something stands in the file readable although there is a vault. */
  #unsealed = false

  private constructor(file: string, vault: SecretVault | null) {
    this.#file = file
    this.#vault = vault
  }

  /**
   * Reads the file; one that is damaged is kept aside, named in `notices`, and its secrets are missing. With a vault,
   * secrets that stand there readable are sealed at once.
   */
  static async open(file: string, clock: Clock, vault: SecretVault | null = null): Promise<FileSecretStore> {
    const store = new FileSecretStore(file, vault)
    const text = await readIfThere(file)
    if (text === undefined) return store
    const secrets = parseSecrets(text)
    if (secrets) await store.#take(secrets)
    else
      store.#damaged = [damagedNotice(path.basename(await keepAside(file, { move: true, now: clock.now() })))]
    return store
  }

  notices(): readonly Notice[] {
    const locked = [...this.#secrets.values()].filter(({ value }) => value === undefined).length
    return [
      ...this.#damaged,
      ...(locked > 0 ? [lockedNotice(locked)] : []),
      ...(this.#unsealed ? [UNSEALED] : []),
    ]
  }

  async get(id: string): Promise<string | undefined> {
    return this.#secrets.get(id)?.value
  }

  isLocked(id: string): boolean {
    const kept = this.#secrets.get(id)
    return kept !== undefined && kept.value === undefined
  }

  async set(id: string, value: string): Promise<void> {
    await this.#changes.run(async () => {
      if (this.#secrets.get(id)?.value === value) return
      this.#secrets.set(id, { value, stored: await this.#asStored(value) })
      this.#unwritten = true
    })
    await this.#write()
  }

  async delete(id: string): Promise<void> {
    await this.#changes.run(async () => {
      if (this.#secrets.delete(id)) this.#unwritten = true
    })
    await this.#write()
  }

  async ids(): Promise<readonly string[]> {
    return [...this.#secrets.keys()]
  }

  async #take(secrets: Readonly<Record<string, Stored>>): Promise<void> {
    for (const [id, stored] of Object.entries(secrets)) this.#secrets.set(id, await this.#taken(stored))
    // What could not be sealed or written stays as it was: that must not keep Traylight from starting.
    await this.#write().catch(() => undefined)
  }

  async #taken(stored: Stored): Promise<Kept> {
    if (typeof stored === 'string') return this.#sealed(stored, stored)
    try {
      const opened = await this.#vault?.open(stored.sealed)
      if (opened === undefined) return { value: undefined, stored }
      return opened.isStale ? await this.#sealed(opened.secret, stored) : { value: opened.secret, stored }
    } catch {
      return { value: undefined, stored }
    }
  }

  /** Seals a secret that is in the file in another way; where that does not work it stays there as it is. */
  async #sealed(value: string, stored: Stored): Promise<Kept> {
    if (!this.#vault) return { value, stored }
    try {
      const sealed = await this.#asStored(value)
      this.#unwritten = true
      return { value, stored: sealed }
    } catch {
      this.#unsealed = true
      return { value, stored }
    }
  }

  async #asStored(value: string): Promise<Stored> {
    return this.#vault ? { sealed: await this.#vault.seal(value) } : value
  }

  #write(): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#unwritten) return
      this.#unwritten = false
      const secrets = Object.fromEntries([...this.#secrets].map(([id, { stored }]) => [id, stored]))
      try {
        await atomicWrite(this.#file, `${JSON.stringify({ version: 2, secrets }, null, 2)}\n`)
      } catch (error) {
        this.#unwritten = true
        throw error
      }
    })
  }
}

const damagedNotice = (kept: string): Notice => ({
  id: `secrets-damaged:${kept}`,
  level: 'warning',
  text: `The file with the secrets was damaged. It is kept as ${kept}. Enter the secrets that are missing again.`,
})

const UNSEALED: Notice = {
  id: 'secrets-not-encrypted',
  level: 'warning',
  text: 'The keyring did not encrypt the secrets that are kept, so they stay readable by you in secrets.json. Unlock the keyring; the next start tries again.',
}

const lockedNotice = (count: number): Notice => ({
  id: `secrets-locked:${count}`,
  level: 'warning',
  text: `${count === 1 ? 'One secret is' : `${count} secrets are`} locked: encrypted by the desktop app, with a key that is not to be had here. Enter ${count === 1 ? 'it' : 'them'} again, or start the desktop app. Nothing is lost.`,
})
