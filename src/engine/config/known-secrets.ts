import type { SecretStore } from './secret-store.ts'

/** Every secret of a store that can be read, by id. */
export async function knownSecrets(store: SecretStore): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>()
  for (const id of await store.ids()) {
    const value = await store.get(id)
    if (value !== undefined) known.set(id, value)
  }
  return known
}
