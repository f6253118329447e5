import type { Config } from '#shared/config.ts'
import type { ContractHandlers, ProfileItem } from '#shared/contract.ts'
import { ConfigError, ConfigReadOnlyError } from '../config/config-error.ts'
import type { ConfigStore } from '../config/config-store.ts'
import { type ExpandedProfile, expandProfile } from '../profiles/expand-profile.ts'
import { problemInItem } from '../profiles/problem-in-item.ts'
import type { Profile } from '../profiles/profile.ts'
import { ContractRefusal } from './contract-server.ts'

export interface ProfileHandlersOptions {
  readonly config: ConfigStore
  readonly profiles: readonly Profile[]
}

/** Adding a named set of monitors and backends as one. What is configured already under the same id stays as it is. */
export function profileHandlers({
  config,
  profiles,
}: ProfileHandlersOptions): Pick<ContractHandlers, 'previewProfile' | 'addProfile'> {
  return {
    previewProfile: ({ name, settings }) => {
      const expanded = expandProfile(profiles, name, settings)
      if (!expanded.ok) return { ok: false, problems: [...expanded.problems] }
      return { ok: true, items: itemsOf(expanded.value, config.current()) }
    },
    addProfile: async ({ name, settings, leaveOut }) => {
      const expanded = expandProfile(profiles, name, settings)
      if (!expanded.ok) return { ok: false, problems: [...expanded.problems] }
      const unwanted = new Set(leaveOut)
      const wanted = (current: Config) =>
        itemsOf(expanded.value, current).filter(item => !item.exists && !unwanted.has(keyOf(item)))
      const added = wanted(config.current()).map(item => item.name)
      let next = config.current()
      try {
        await config.save(current => {
          const keys = new Set(wanted(current).map(keyOf))
          const { monitors, backends } = expanded.value
          next = {
            ...current,
            monitors: [...current.monitors, ...monitors.filter(({ id }) => keys.has(`monitor:${id}`))],
            backends: [...current.backends, ...backends.filter(({ id }) => keys.has(`backend:${id}`))],
          }
          return next
        })
        return { ok: true, added }
      } catch (error) {
        if (error instanceof ConfigError) {
          const problems = error.problems.map(problem => ({
            path: [],
            message: problemInItem(problem, next),
          }))
          return { ok: false, problems }
        }
        if (error instanceof ConfigReadOnlyError) throw new ContractRefusal('read-only', error.message)
        throw error
      }
    },
  }
}

const keyOf = ({ type, id }: Pick<ProfileItem, 'type' | 'id'>) => `${type}:${id}`

function itemsOf({ monitors, backends }: ExpandedProfile, current: Config): ProfileItem[] {
  const [monitorIds, backendIds] = [current.monitors, current.backends].map(
    items => new Set(items.map(({ id }) => id)),
  )
  const draw =
    (type: ProfileItem['type'], taken: ReadonlySet<string> | undefined) =>
    ({ id, name, category }: Omit<ProfileItem, 'type' | 'exists'>): ProfileItem => ({
      ...{ type, id, name, category },
      exists: taken?.has(id) ?? false,
    })
  return [...backends.map(draw('backend', backendIds)), ...monitors.map(draw('monitor', monitorIds))]
}
