import { z } from 'zod'
import { type ServedProgram, servedProgram } from './actor-program.ts'

export const actorNameSchema = z.enum([
  'guard',
  'backend',
  'mcp',
  'coordinator',
  'bridge',
  'vendors',
  'postgres',
  'redis',
])
export type ActorName = z.infer<typeof actorNameSchema>

/** Every actor by its name. Each process loads its own program only. */
export const programs: Readonly<Record<ActorName, () => Promise<ServedProgram>>> = {
  guard: async () => servedProgram((await import('./guard-actor.ts')).guardActor),
  backend: async () => servedProgram((await import('./backend-actor.ts')).backendActor),
  mcp: async () => servedProgram((await import('./mcp-actor.ts')).mcpActor),
  coordinator: async () => servedProgram((await import('./coordinator-actor.ts')).coordinatorActor),
  bridge: async () => servedProgram((await import('./bridge-actor.ts')).bridgeActor),
  vendors: async () => servedProgram((await import('./vendors-actor.ts')).vendorsActor),
  postgres: async () => servedProgram((await import('./postgres-actor.ts')).postgresActor),
  redis: async () => servedProgram((await import('./redis-actor.ts')).redisActor),
}
