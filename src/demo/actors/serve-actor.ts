import { type FromActor, SETTINGS_ID, type ToActor, toActorSchema } from './actor-messages.ts'
import type { PlayingActor, ServedProgram } from './actor-program.ts'

/** An actor that cannot end in order ends this long after it was told to, in ms. */
const END_WITHIN_MS = 12_000

/**
 * Plays an actor in this process: takes its settings and orders from the parent, one after the other, until the channel
 * to the parent closes, which it does however the parent ends.
 */
export function serveActor(program: ServedProgram): void {
  let playing: PlayingActor | null = null
  let isEnding = false
  const obey = async ({ id, body }: ToActor): Promise<void> => {
    if (id !== SETTINGS_ID) {
      await playing?.obey(body)
      return answer({ id })
    }
    playing = await program.start(body)
    answer({ id, facts: playing.facts })
  }
  let queue: Promise<void> = Promise.resolve()
  process.on('message', message => {
    const order = toActorSchema.parse(message)
    queue = queue.then(() =>
      obey(order).catch((error: unknown) => {
        answer({ id: order.id, problem: error instanceof Error ? error.message : String(error) })
      }),
    )
  })
  const end = async (): Promise<void> => {
    if (isEnding) return
    isEnding = true
    setTimeout(() => process.exit(1), END_WITHIN_MS).unref()
    // What was begun is ended too: an actor that is still starting has something to stop.
    await queue
    await playing?.stop()
    process.exit(0)
  }
  const endOrGiveUp = () => void end().catch(() => process.exit(1))
  process.on('disconnect', endOrGiveUp)
  process.on('SIGTERM', endOrGiveUp)
  // A terminal sends these to everything in it; the parent decides what ends when.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
  if (!process.connected) endOrGiveUp()
}

function answer(message: FromActor): void {
  // A parent that is gone needs no answer.
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}
