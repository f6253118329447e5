import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { EngineLog } from '#engine/engine-log.ts'
import type { ActorProgram } from './actors/actor-program.ts'
import { backendActor } from './actors/backend-actor.ts'
import { bridgeActor } from './actors/bridge-actor.ts'
import { coordinatorActor } from './actors/coordinator-actor.ts'
import { guardActor } from './actors/guard-actor.ts'
import { mcpActor } from './actors/mcp-actor.ts'
import { postgresActor } from './actors/postgres-actor.ts'
import { redisActor } from './actors/redis-actor.ts'
import { type Actor, startActor } from './actors/start-actor.ts'
import { type VendorKeys, vendorsActor } from './actors/vendors-actor.ts'
import { broughtDatabase } from './brought-database.ts'
import { type Freezable, freezable } from './freezable.ts'
import { findProgram } from './programs/find-program.ts'
import { freePort } from './programs/free-port.ts'
import { ProjectFolder } from './project-folder.ts'
import { StagedDatabase } from './staged-database.ts'

export interface CrewOptions {
  /** The script that plays any actor by its name. */
  readonly actorFile: string
  readonly log: EngineLog
  /** Whether an installed PostgreSQL and Redis are used; else what the demo brings takes their place. */
  readonly usesInstalled: boolean
}

type ActorOf<P> = P extends ActorProgram<infer _, infer Facts, infer Order> ? Actor<Facts, Order> : never
type Play = <Settings, Facts, Order>(
  program: ActorProgram<Settings, Facts, Order>,
  settings: Settings,
) => Promise<Actor<Facts, Order>>

/** Everything that runs on the stage. */
export interface Crew {
  readonly guard: ActorOf<typeof guardActor>
  /** Null where there is none and none could take its place. */
  readonly postgres: StagedDatabase | null
  readonly redis: StagedDatabase
  readonly backend: ActorOf<typeof backendActor>
  readonly mcp: ActorOf<typeof mcpActor> & Freezable
  readonly coordinator: ActorOf<typeof coordinatorActor>
  readonly bridge: ActorOf<typeof bridgeActor>
  readonly vendors: ActorOf<typeof vendorsActor>
  readonly keys: VendorKeys
  readonly project: ProjectFolder
  /** Whether there is an interpreter that can import the project's modules. */
  readonly hasPython: boolean
  /** Ends every process, and waits until they are gone. */
  end(): Promise<void>
}

/** The report's channels. */
const CHANNELS: readonly string[] = [
  'dashboard-updates',
  'content-generation',
  'agent-status',
  'system-health',
]

/** Starts everything, or nothing: where one cannot start, those that did are ended. */
export async function gatherCrew({ actorFile, log, usesInstalled }: CrewOptions): Promise<Crew> {
  const playing = new Set<{ end(): Promise<void> }>()
  const play: Play = async (program, settings) => {
    const actor = await startActor({ actorFile, program, settings, log })
    const left = {
      ...actor,
      async end() {
        playing.delete(left)
        await actor.end()
      },
    }
    playing.add(left)
    void actor.ended.then(() => playing.delete(left))
    return left
  }
  const end = async () => void (await Promise.all([...playing].map(one => one.end())))
  try {
    const password = secret()
    const keys = makeKeys()
    const guard = await play(guardActor, { password, usesInstalled })
    for (const reason of guard.facts.reasons) log.info({}, `The demo brings its own: ${reason}`)
    const project = new ProjectFolder(join(guard.facts.folder, 'project'))
    const beginning = [
      postgresFor(guard, play, log),
      redisFor(guard, play, password),
      play(mcpActor, null),
      play(coordinatorActor, null),
      play(bridgeActor, null),
      play(vendorsActor, keys),
      isInstalled('python3'),
      project.write(),
    ] as const
    // Where one cannot start, the others are waited for: only what has started can be ended.
    await Promise.allSettled(beginning)
    const [postgres, redis, mcp, coordinator, bridge, vendors, hasPython] = await Promise.all(beginning)
    const urls = { postgresUrl: postgres?.url ?? null, redisUrl: redis.url }
    const backend = await play(backendActor, urls)
    return {
      ...{ guard, postgres, redis, backend, coordinator, bridge, vendors },
      mcp: { ...mcp, ...freezable(mcp, guard) },
      ...{ keys, project, hasPython, end },
    }
  } catch (error) {
    await end()
    throw error
  }
}

const isInstalled = (program: string): Promise<boolean> =>
  findProgram(program, [], program).then(
    () => true,
    () => false,
  )

type Guard = ActorOf<typeof guardActor>

/** The installed program, which the guard runs. */
function installed(guard: Guard, program: 'postgres' | 'redis', url: string): StagedDatabase {
  const tell = (what: 'start' | 'stop' | 'freeze' | 'thaw') => () => guard.obey({ do: what, program })
  return new StagedDatabase({
    url,
    ...{ start: tell('start'), stop: tell('stop'), freeze: tell('freeze'), thaw: tell('thaw') },
  })
}

async function postgresFor(guard: Guard, play: Play, log: EngineLog): Promise<StagedDatabase | null> {
  const { postgresUrl } = guard.facts
  if (postgresUrl !== null) return installed(guard, 'postgres', postgresUrl)
  const port = await freePort()
  const database = broughtDatabase({
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    begin: () => play(postgresActor, { port }),
    thawer: guard,
  })
  try {
    await database.start()
    return new StagedDatabase(database)
  } catch (error) {
    log.debug({ err: error }, 'PGlite could not be started')
    log.warn({}, 'The demo has no PostgreSQL: none is installed, and PGlite is not either')
    return null
  }
}

async function redisFor(guard: Guard, play: Play, password: string): Promise<StagedDatabase> {
  const { redisUrl } = guard.facts
  if (redisUrl !== null) return installed(guard, 'redis', redisUrl)
  const port = await freePort()
  const database = broughtDatabase({
    url: `redis://:${password}@127.0.0.1:${port}/0`,
    begin: () => play(redisActor, { port, password }),
    thawer: guard,
  })
  await database.start()
  return new StagedDatabase(database)
}

/** Made anew for each demo, since other users of this machine can reach its ports too. */
const secret = (): string => randomBytes(16).toString('hex')

function makeKeys(): VendorKeys {
  return {
    pusher: { appId: '1800000', key: secret(), secret: secret() },
    clerkKey: `sk_test_${secret()}`,
    supabaseKey: `sb_secret_${secret()}`,
    openAiKey: `sk-proj-${secret()}`,
    channels: CHANNELS,
  }
}
