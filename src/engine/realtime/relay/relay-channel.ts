/** What a channel's name says of it (https://pusher.com/docs/channels/using_channels/channels). */
export interface RelayChannel {
  readonly name: string
  /** Private and presence channels are joined with an authorisation only. */
  readonly access: 'public' | 'private' | 'presence'
  /** Its events are encrypted by those who speak there: what they say cannot be read here, and clients may not add to it. */
  readonly isEncrypted: boolean
  /** Pusher keeps the last event of such a channel for who comes later. Here nothing is kept, and subscribers are told so. */
  readonly isCache: boolean
}

const NAME = /^[A-Za-z0-9_\-=@,.;]{1,164}$/

/** Reads a channel's name; null where Pusher would not allow it. */
export function relayChannel(name: string): RelayChannel | null {
  if (!NAME.test(name)) return null
  const isPresence = name.startsWith('presence-')
  const isPrivate = name.startsWith('private-')
  return {
    name,
    access: isPresence ? 'presence' : isPrivate ? 'private' : 'public',
    isEncrypted: name.startsWith('private-encrypted-'),
    isCache: /^(private-encrypted-|private-|presence-)?cache-/.test(name),
  }
}
