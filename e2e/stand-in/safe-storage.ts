import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as Electron from 'electron'

/** What keeps the key: a keyring of the desktop, none (basic_text), or nothing that could be used. */
export const KEYRINGS = ['gnome_libsecret', 'kwallet5', 'kwallet6', 'basic_text', 'unavailable'] as const
export type Keyring = (typeof KEYRINGS)[number]

type SafeStoragePart = Pick<
  Electron.SafeStorage,
  | 'isAsyncEncryptionAvailable'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
  | 'getSelectedStorageBackend'
  | 'setUsePlainTextEncryption'
>

const PREFIX = { keyring: 'v11', basic: 'v10' } as const

/**
 * Electron's `safeStorage`, whose asynchronous half is all that is here. The key is random and kept below userData, as if
 * that were the user's keyring: what was encrypted there can be read there alone. Without a keyring Chromium encrypts with
 * a key that everybody knows, and so does this.
 */
export class SafeStorage implements SafeStoragePart {
  keyring: Keyring
  private readonly isReady: () => boolean
  private readonly userData: () => string

  constructor(keyring: Keyring, isReady: () => boolean, userData: () => string) {
    this.keyring = keyring
    this.isReady = isReady
    this.userData = userData
  }

  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return this.isReady() && this.keyring !== 'unavailable'
  }

  getSelectedStorageBackend(): ReturnType<SafeStoragePart['getSelectedStorageBackend']> {
    return this.isReady() && this.keyring !== 'unavailable' ? this.keyring : 'unknown'
  }

  setUsePlainTextEncryption(usePlainText: boolean): void {
    if (usePlainText && this.keyring === 'unavailable') this.keyring = 'basic_text'
  }

  async encryptStringAsync(plainText: string): Promise<Buffer> {
    this.check()
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.keyFor(this.prefix), iv)
    const encrypted = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from(this.prefix), iv, cipher.getAuthTag(), encrypted])
  }

  async decryptStringAsync(encrypted: Buffer): Promise<Electron.DecryptStringAsyncReturnValue> {
    this.check()
    const prefix = encrypted.subarray(0, 3).toString()
    if (prefix !== PREFIX.keyring && prefix !== PREFIX.basic) throw new Error('Failed to decrypt string')
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.keyFor(prefix), encrypted.subarray(3, 15))
      decipher.setAuthTag(encrypted.subarray(15, 31))
      const result = decipher.update(encrypted.subarray(31), undefined, 'utf8') + decipher.final('utf8')
      return { result, shouldReEncrypt: prefix !== this.prefix }
    } catch {
      throw new Error('Failed to decrypt string')
    }
  }

  private get prefix() {
    return this.keyring === 'basic_text' ? PREFIX.basic : PREFIX.keyring
  }

  private check(): void {
    if (!this.isReady()) throw new Error('safeStorage cannot be used before app is ready')
    if (this.keyring === 'unavailable') throw new Error('Encryption is not available.')
  }

  private keyFor(prefix: string): Buffer {
    if (prefix === PREFIX.basic) return createHash('sha256').update('peanuts').digest()
    const file = join(this.userData(), 'stand-in-keyring')
    try {
      return readFileSync(file)
    } catch {
      const key = randomBytes(32)
      mkdirSync(this.userData(), { recursive: true, mode: 0o700 })
      writeFileSync(file, key, { mode: 0o600 })
      return key
    }
  }
}
