import { chmod, readdir } from 'node:fs/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startPostgresServer } from './postgres-server.ts'
import { makeTempDir, type TempDir } from './temp-dir.ts'

let dir: TempDir
beforeEach(async () => {
  dir = await makeTempDir('postgres-server')
  // Where this process is root, the server is another user.
  await chmod(dir.path, 0o755)
  vi.stubEnv('TMPDIR', dir.path)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await dir.remove()
})

it('leaves nothing behind where a statement fails', { timeout: 60_000 }, async () => {
  const statements = ['CREATE TABLE users (id int)', 'CREATE TABLE users (id int)']
  await expect(startPostgresServer({ statements })).rejects.toThrow('relation "users" already exists')
  expect(await readdir(dir.path)).toEqual([])
})
