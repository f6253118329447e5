import { describe, expect, it } from 'vitest'
import { dropDraft, keepDraft, readDraft } from './drafts.ts'

class MemoryStorage {
  readonly #items = new Map<string, string>()
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value)
  }
  removeItem(key: string): void {
    this.#items.delete(key)
  }
  breakAll(): void {
    for (const key of this.#items.keys()) this.#items.set(key, '{"value":')
  }
}

describe('an unsaved form', () => {
  it('is kept until it is dropped', () => {
    const storage = new MemoryStorage()
    keepDraft(storage, 'monitor/redis', { name: 'Redis' }, 1000)
    expect(readDraft(storage, 'monitor/redis')).toEqual({ value: { name: 'Redis' }, savedAt: 1000 })
    expect(readDraft(storage, 'monitor/other')).toBeNull()
    dropDraft(storage, 'monitor/redis')
    expect(readDraft(storage, 'monitor/redis')).toBeNull()
  })

  it('is no draft where what is kept cannot be read', () => {
    const storage = new MemoryStorage()
    keepDraft(storage, 'monitor/redis', {}, 1000)
    storage.breakAll()
    expect(readDraft(storage, 'monitor/redis')).toBeNull()
  })

  it('is not lost by a storage that refuses: the form holds it still', () => {
    const full = {
      setItem() {
        throw new Error('QuotaExceededError')
      },
    }
    expect(() => keepDraft(full, 'monitor/redis', {}, 1000)).not.toThrow()
  })
})
