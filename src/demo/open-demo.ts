import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#engine/clock.ts'
import { describeProblem } from '#engine/config/describe-problem.ts'
import type { EngineLog } from '#engine/engine-log.ts'
import { expandProfile } from '#engine/profiles/expand-profile.ts'
import { profiles } from '#engine/profiles/registry.ts'
import type { RunningStage } from '#engine/stage/stage.ts'
import type { Notice } from '#shared/views.ts'
import { actsOf } from './acts.ts'
import { type Crew, gatherCrew } from './crew.ts'
import { demoConfig, profileSettings } from './demo-config.ts'
import { beginAnew } from './demo-data-dir.ts'
import { Director } from './director.ts'
import { SCRIPT } from './script.ts'

export interface DemoOptions {
  /** The script that plays any actor by its name. */
  readonly actorFile: string
  /** This process has it. */
  readonly dataDir: string
  /** Whether the script plays from the start. */
  readonly plays: boolean
  readonly log: EngineLog
  readonly clock: Clock
  /** Whether an installed PostgreSQL and Redis are used. */
  readonly usesInstalled?: boolean
}

const NO_POSTGRES: Notice = {
  id: 'demo-without-postgres',
  level: 'info',
  text: 'This demo has no PostgreSQL, since none is installed on this machine. Install it, and start the demo again.',
}

/** Begins the demo's data directory anew, starts everything on the stage, and writes the configuration that watches it. */
export async function openDemo(options: DemoOptions): Promise<RunningStage> {
  const { actorFile, dataDir, plays, log, clock, usesInstalled = true } = options
  await beginAnew(dataDir)
  const crew = await gatherCrew({ actorFile, log, usesInstalled })
  try {
    await writeFile(join(dataDir, 'config.json'), `${JSON.stringify(configOf(crew), null, 2)}\n`, {
      mode: 0o600,
    })
  } catch (error) {
    await crew.end()
    throw error
  }
  const acts = actsOf(crew)
  const known = new Set(acts.map(act => act.id))
  const script = { ...SCRIPT, steps: SCRIPT.steps.filter(({ act }) => known.has(act)) }
  const director = new Director({ acts, script, clock, log })
  if (plays) director.play()
  return {
    stage: director,
    notices: crew.postgres === null ? [NO_POSTGRES] : [],
    async stop() {
      director.pause()
      await crew.end()
    },
  }
}

function configOf(crew: Crew) {
  const expanded = expandProfile(profiles, 'toolboxai', profileSettings(crew))
  if (expanded.ok) return demoConfig(expanded.value, crew)
  throw new Error(
    `The demo's configuration is not valid: ${expanded.problems.map(describeProblem).join(' ')}`,
  )
}
