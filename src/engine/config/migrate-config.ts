import { CONFIG_VERSION } from '#shared/config.ts'
import type { Problem } from '#shared/problem.ts'

/** One step from an older shape of the configuration: turns version `to - 1` into version `to`. */
export interface Migration {
  readonly to: number
  readonly change: (config: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
}

/** Every migration there is, oldest first. Version 1 is the first, so none is needed yet. */
export const MIGRATIONS: readonly Migration[] = []

export type Migrated =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const refuse = (message: string): Migrated => ({ ok: false, problems: [{ path: ['version'], message }] })

/**
 * Brings what a file held to the current shape. A file without a version is of version 1; one newer than this
 * Traylight is refused, since it may mean things that would be lost.
 */
export function migrateConfig(
  value: Readonly<Record<string, unknown>>,
  migrations: readonly Migration[] = MIGRATIONS,
  current: number = CONFIG_VERSION,
): Migrated {
  const version = value.version ?? 1
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return refuse(`Give the version as a whole number, such as ${current}, or leave it out.`)
  }
  if (version > current) {
    return refuse(
      `This configuration has version ${version}, and this Traylight understands versions up to ${current}. Update Traylight, or use an older copy of the file.`,
    )
  }
  let migrated = value
  for (const migration of migrations.toSorted((a, b) => a.to - b.to)) {
    if (migration.to <= version || migration.to > current) continue
    migrated = { ...migration.change(migrated), version: migration.to }
  }
  return { ok: true, value: migrated }
}
