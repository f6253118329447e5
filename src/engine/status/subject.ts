import type { Watched } from './watched.ts'
import type { WatchedBackend, WatchedMonitor, WatchedService } from './watched-entries.ts'

/** Anything watched, with what the rules need to know about its place in the whole. */
export interface Subject {
  readonly scope: 'monitor' | 'backend' | 'service'
  readonly id: string
  readonly name: string
  /** null for a backend, whose services have their own. */
  readonly category: string | null
  readonly watched: Watched
}

export const monitorSubject = ({ monitor, watched }: WatchedMonitor): Subject => ({
  scope: 'monitor',
  id: monitor.id,
  name: monitor.name,
  category: monitor.category,
  watched,
})

export const backendSubject = ({ backend, watched }: WatchedBackend): Subject => ({
  scope: 'backend',
  id: backend.id,
  name: backend.name,
  category: null,
  watched,
})

/** A reported service's id is `backendId/serviceName`. */
export const serviceSubject = (backendId: string, { name, category, watched }: WatchedService): Subject => ({
  scope: 'service',
  id: `${backendId}/${name}`,
  name,
  category,
  watched,
})
