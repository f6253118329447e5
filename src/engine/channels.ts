import type { Config } from '#shared/config.ts'
import type { AlertsView } from '#shared/incidents.ts'
import type { Resolved } from './config/references.ts'
import type { EngineOptions } from './engine-options.ts'
import { IncidentsToPublish } from './realtime/publisher/incidents-to-publish.ts'
import { Publisher, type PublisherOptions } from './realtime/publisher/publisher.ts'
import { Realtime } from './realtime/realtime.ts'
import { Relay } from './realtime/relay/relay.ts'
import type { ChangeLog } from './status/change-log.ts'
import type { StatusBook } from './status/status-book.ts'

export interface ChannelsOptions extends Pick<EngineOptions, 'clock' | 'log'> {
  readonly book: StatusBook
  readonly changes: ChangeLog
  readonly config: () => Config
  readonly resolve: (value: unknown) => Promise<Resolved<unknown>>
  /** Polls a backend out of turn. */
  readonly pollBackend: (id: string) => Promise<void>
  /** Where the HTTP face listens; null where it does not. */
  readonly address: () => string | null
  readonly run: PublisherOptions['run']
  /** What the channels may be told of. */
  readonly alerts: () => AlertsView
}

/** Pusher's channels, or those of a server that speaks its protocol: what comes over them, what is told there, and our own relay. */
export class Channels {
  readonly realtime: Realtime
  readonly relay: Relay

  constructor({ clock, log, book, changes, config, resolve, ...options }: ChannelsOptions) {
    const onChange = () => changes.changed('realtime')
    this.relay = new Relay({
      ...{ clock, resolve, onChange, address: options.address },
      onProblem: message => log.warn({}, message),
    })
    const publisher = new Publisher({
      ...{ clock, book, changes, resolve, onChange, run: options.run },
      telling: () => (config().api.anonymous === 'aggregate' ? 'aggregate' : 'names'),
      ownSocketId: () => this.realtime.socketId,
    })
    this.realtime = new Realtime({
      ...{ clock, log, book, changes, resolve, config, publisher, relay: this.relay },
      pollBackend: options.pollBackend,
    })
    const toPublish = new IncidentsToPublish()
    changes.subscribe(({ topic }) => {
      if (topic !== 'alerts') return
      for (const alert of toPublish.look(options.alerts(), book.pushedId)) publisher.publishAlert(alert)
    })
  }
}
