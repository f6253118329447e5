import { z } from 'zod'
import type { Problem } from '#shared/problem.ts'
import type { Field, Shape } from './fields.ts'
import { type FormValue, sameValue } from './form-value.ts'
import { isRecord } from './record.ts'

/** Where a value stands in what a form edits. */
export type Path = readonly (string | number)[]

const keyedPath = z.array(z.string())

/** A path as a map's key. */
export function pathKey(path: Path): string {
  return JSON.stringify(path.map(String))
}

/** Problems as a form shows them: each beside the input it is about, the rest on top. */
export interface PlacedProblems {
  readonly byPath: ReadonlyMap<string, string>
  readonly elsewhere: readonly Problem[]
}

export const NO_PROBLEMS: PlacedProblems = { byPath: new Map(), elsewhere: [] }

/**
 * Finds for each problem the deepest input on its path. Two problems of one input are joined; what no input is
 * responsible for is left for the top of the form.
 */
export function placeProblems(problems: readonly Problem[], fields: readonly Field[]): PlacedProblems {
  const byPath = new Map<string, string>()
  const elsewhere: Problem[] = []
  for (const problem of problems) {
    const depth = depthShown(problem.path, { type: 'group', fields })
    if (depth === 0) {
      elsewhere.push(problem)
      continue
    }
    const key = pathKey(problem.path.slice(0, depth))
    const before = byPath.get(key)
    byPath.set(key, before === undefined ? problem.message : `${before} ${problem.message}`)
  }
  return { byPath, elsewhere }
}

/** How many steps of a path lead through inputs of this shape. */
function depthShown(path: Path, shape: Shape): number {
  const [step, ...rest] = path
  if (step === undefined) return 0
  switch (shape.type) {
    case 'group': {
      const field = shape.fields.find(candidate => candidate.key === String(step))
      return field === undefined || field.shape.type === 'constant' ? 0 : 1 + depthShown(rest, field.shape)
    }
    case 'list':
      return 1 + depthShown(rest, shape.item)
    case 'pairs':
      return 1 + depthShown(rest, shape.value)
    case 'either':
      return Math.max(...shape.alternatives.map(alternative => depthShown(path, alternative.shape)))
    default:
      return 0
  }
}

/** The problems of what still stands in a form as it did when they were found: what was changed since may be right by now. */
export function withoutChanged(placed: PlacedProblems, then: FormValue, now: FormValue): PlacedProblems {
  const left = [...placed.byPath].filter(([key]) => {
    const path = keyedPath.parse(JSON.parse(key))
    return sameValue(valueAt(then, path), valueAt(now, path))
  })
  return left.length === placed.byPath.size ? placed : { ...placed, byPath: new Map(left) }
}

function valueAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value
  if (Array.isArray(value)) return valueAt(value[Number(step)], rest)
  return isRecord(value) ? valueAt(value[step], rest) : undefined
}

/** Whether any problem is shown at this path or below it. */
export function hasProblemUnder(placed: PlacedProblems, path: Path): boolean {
  const start = pathKey(path).slice(0, -1)
  for (const key of placed.byPath.keys()) {
    if (key === `${start}]` || key.startsWith(`${start},`)) return true
  }
  return false
}

/** A problem that no input shows, as one sentence with its place. */
export function problemSentence(problem: Problem): string {
  const place = problem.path.map(String).join(' › ')
  const line = problem.line === undefined ? '' : `Line ${problem.line}${columnOf(problem)}: `
  return `${line}${place === '' ? '' : `${place}: `}${problem.message}`
}

function columnOf(problem: Problem): string {
  return problem.column === undefined ? '' : `, column ${problem.column}`
}
