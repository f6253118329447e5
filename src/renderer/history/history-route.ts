import type { SeriesRef } from '#shared/history.ts'
import type { Route } from '#shared/route.ts'
import { choiceQuery, NOTHING_CHOSEN } from './history-choice.ts'

/** Where these are shown over the last day. */
export function historyRoute(...series: readonly SeriesRef[]): Route {
  return { page: 'history', query: choiceQuery({ ...NOTHING_CHOSEN, series }) }
}
