import { type HistoryRange, LONGEST_MS, SHORTEST_MS } from './history-range.ts'

/** The range between two moments as their inputs hold them, or what is wrong with them. */
export function customRange(from: string, to: string, now: number): HistoryRange | string {
  const [fromMs, toMs] = [new Date(from).getTime(), new Date(to).getTime()]
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return 'Give both moments.'
  if (fromMs >= now) return 'Begin in the past.'
  if (toMs - fromMs < SHORTEST_MS) return 'End at least a minute after the beginning.'
  if (toMs - fromMs > LONGEST_MS) return 'Choose at most five years.'
  return { ends: 'then', fromMs, toMs }
}
