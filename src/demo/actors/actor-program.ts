import type { z } from 'zod'

/** An actor that plays: what the stage must know of it, what it is told, and how it ends. */
export interface PlayingActor<Facts = unknown, Order = unknown> {
  /** Plain data, such as the ports it listens on. */
  readonly facts: Facts
  obey(order: Order): Promise<void> | void
  /** Ends all it started, and waits until that is gone. */
  stop(): Promise<void>
}

/** One kind of process on the demo's stage: one file each, registered in `registry.ts`. */
export interface ActorProgram<Settings = unknown, Facts = unknown, Order = unknown> {
  readonly name: string
  readonly settings: z.ZodType<Settings>
  readonly facts: z.ZodType<Facts>
  readonly order: z.ZodType<Order>
  /** Loads what it needs only now: the schemas above are read in the stage's process as well. */
  start(settings: Settings): Promise<PlayingActor<Facts, Order>>
}

/** What runs an actor needs of its program: everything that comes in is read by the program's own schemas. */
export interface ServedProgram {
  start(settings: unknown): Promise<PlayingActor>
}

/** Takes a program's own types off, so that it can be run by its name. */
export function servedProgram<Settings, Facts, Order>(
  program: ActorProgram<Settings, Facts, Order>,
): ServedProgram {
  return {
    async start(settings) {
      const playing = await program.start(program.settings.parse(settings))
      return {
        facts: playing.facts,
        obey: order => playing.obey(program.order.parse(order)),
        stop: () => playing.stop(),
      }
    },
  }
}
