import type { EngineState } from '../connection/live-state.ts'
import { seriesId } from './series-id.ts'

/** The series of all that is watched now. */
export function watchedIds(state: EngineState): readonly string[] {
  return [
    ...state.order.map(id => seriesId({ kind: 'monitor', id })),
    ...[...state.backends.values()].flatMap(({ id, services }) => [
      seriesId({ kind: 'backend', id }),
      ...services.map(service => seriesId({ kind: 'service', id: service.id })),
    ]),
    ...[...state.metrics.keys()].map(id => seriesId({ kind: 'metric', id })),
  ]
}
