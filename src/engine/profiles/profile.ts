import type { z } from 'zod'
import type { BackendInput, MonitorInput } from '#shared/config.ts'

/** What a profile adds: ordinary monitors and backends, which can be edited and deleted like any other. */
export interface ProfileItems {
  readonly monitors: readonly MonitorInput[]
  readonly backends: readonly BackendInput[]
}

/** A named set of monitors and backends that can be added as one: one file each, registered in `registry.ts`. */
export interface Profile<Settings = unknown> {
  /** As it stands in a configuration's `profiles`. */
  readonly name: string
  /** Its name in the interface. */
  readonly title: string
  readonly summary: string
  /** Schema of its settings, each with a default. `.meta({title, description, unit, secret, advanced})` are the form's hints. */
  readonly schema: z.ZodType<Settings>
  /** The monitors and backends for these settings; a pure function. Secrets may stand in them as references. */
  expand(settings: Settings): ProfileItems
}

/** Lets a profile be written with its own settings' type and be kept in a list with others. */
export function defineProfile<Settings>(profile: Profile<Settings>): Profile {
  return {
    ...profile,
    // Parsed here, so that what reaches a profile is its own type without a cast; schemas are idempotent.
    expand: settings => profile.expand(profile.schema.parse(settings)),
  }
}
