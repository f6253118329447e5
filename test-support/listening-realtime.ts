import type { Clock } from '#engine/clock.ts'
import { FakeClock } from '#engine/fake-clock.ts'
import { Realtime } from '#engine/realtime/realtime.ts'
import { ChangeLog } from '#engine/status/change-log.ts'
import { StatusBook } from '#engine/status/status-book.ts'
import type { Transition } from '#engine/status/transition.ts'
import { type Config, type ConfigInput, configSchema } from '#shared/config.ts'
import { recordingLog } from './recording-log.ts'

/** Real-time events into a real status book; time of its own where none is given. */
export function listeningRealtime(input: ConfigInput, clock: Clock = new FakeClock()) {
  let config: Config = configSchema.parse(input)
  const changes = new ChangeLog()
  const transitions: Transition[] = []
  const polled: string[] = []
  const log = recordingLog()
  const book = new StatusBook(
    {
      ...{ clock, changes, describeTarget: () => ({ text: '', host: null }) },
      externalInterfaces: () => ['eth0'],
      onTransition: transition => transitions.push(transition),
      onMutes: () => undefined,
      onNetworkBack: () => undefined,
    },
    config.thresholds,
    [],
  )
  book.configure(config)
  book.start()
  const realtime = new Realtime({
    ...{ clock, log, book, changes, random: () => 0.5 },
    config: () => config,
    resolve: async value => ({ ok: true, value, secrets: [] }),
    pollBackend: async id => {
      polled.push(id)
    },
  })
  const service = (name: string) => book.backends.get(book.pushedId ?? '')?.services.get(name)?.watched
  return {
    ...{ clock, book, changes, realtime, transitions, polled, log, service },
    configure(next: ConfigInput) {
      config = configSchema.parse(next)
      book.configure(config)
      realtime.apply(config)
    },
    channel: (name: string) => realtime.view().listening?.channels.find(channel => channel.name === name),
    async stop() {
      book.stop()
      await realtime.stop()
    },
  }
}
