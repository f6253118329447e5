import { safeStorage } from 'electron'
import type { SecretVault } from '#engine/config/secret-vault.ts'
import type { Notice } from '#shared/views.ts'

/** How this system keeps secrets: in a vault, or, where it has no real keyring, not at all, which is said. */
export interface OsVault {
  readonly vault: SecretVault | null
  readonly notices: readonly Notice[]
}

/** Whether the system has a keyring of its own, asked once the app is ready. */
export async function openOsVault(): Promise<OsVault> {
  const isAvailable = await safeStorage.isAsyncEncryptionAvailable()
  // Without a keyring Chromium encrypts with a password that stands in its source: that protects nothing.
  const isPretended = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'
  if (!isAvailable || isPretended) return { vault: null, notices: [NO_KEYRING] }
  return { vault: { seal, open }, notices: [] }
}

async function seal(secret: string): Promise<string> {
  return (await safeStorage.encryptStringAsync(secret)).toString('base64')
}

async function open(sealed: string): Promise<{ secret: string; isStale: boolean }> {
  const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(sealed, 'base64'))
  return { secret: result, isStale: shouldReEncrypt }
}

const NO_KEYRING: Notice = {
  id: 'no-keyring',
  level: 'warning',
  text:
    'This system offers no keyring, so passwords and keys are not encrypted: they are kept in secrets.json, readable by you only. ' +
    'Start a keyring (GNOME Keyring or KWallet), and Traylight encrypts them at its next start.',
}
