import { cpus, loadavg } from 'node:os'
import { type Figure, isWithin } from './figure.ts'
import { rounded } from './rounded.ts'
import { table } from './table.ts'

/** One run as a JSON document: the machine, and every figure with its floor, ratio and verdict. */
export function reportDocument(figures: readonly Figure[], at: Date) {
  return {
    at: at.toISOString(),
    machine: {
      processors: cpus().length,
      model: cpus()[0]?.model.trim() ?? 'unknown',
      load: loadavg().map(load => rounded(load)),
      platform: `${process.platform}-${process.arch}`,
      node: process.version,
    },
    figures: figures.map(figure => ({
      ...figure,
      measured: rounded(figure.measured, 3),
      floor: figure.floor && { ...figure.floor, value: rounded(figure.floor.value, 3) },
      ratio: ratioOf(figure),
      limit: rounded(figure.limit, 3),
      isWithin: isWithin(figure),
    })),
  }
}

/** The same as a table for people. */
export function reportTable(figures: readonly Figure[]): string {
  return table([
    ['what', 'measured', 'floor', 'ratio', 'budget', 'verdict'],
    ...figures.map(figure => [
      figure.what,
      `${rounded(figure.measured)} ${figure.unit}`,
      figure.floor ? `${rounded(figure.floor.value)} (${figure.floor.what})` : '-',
      ratioOf(figure)?.toString() ?? '-',
      `<= ${rounded(figure.limit)} (${figure.budget})`,
      isWithin(figure) ? 'within' : 'OVER',
    ]),
  ])
}

function ratioOf({ measured, floor }: Figure): number | null {
  return floor && floor.value > 0 ? rounded(measured / floor.value) : null
}
