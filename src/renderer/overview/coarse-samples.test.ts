import { describe, expect, it } from 'vitest'
import { coarse } from './coarse-samples.ts'

describe('coarse', () => {
  it('averages the samples of each step', () => {
    expect(
      coarse(
        [
          [0, 1],
          [4, 3],
          [10, 7],
          [14, 9],
          [20, 5],
        ],
        10,
      ),
    ).toEqual([
      [4, 2],
      [14, 8],
      [20, 5],
    ])
  })

  it('leaves what was not measured out of the average, and a step without any value a gap', () => {
    expect(
      coarse(
        [
          [0, 2],
          [4, null],
          [10, null],
          [14, null],
        ],
        10,
      ),
    ).toEqual([
      [4, 2],
      [14, null],
    ])
  })

  it('changes nothing where samples are further apart than the step', () => {
    expect(
      coarse(
        [
          [0, 1],
          [2, 2],
        ],
        1,
      ),
    ).toEqual([
      [0, 1],
      [2, 2],
    ])
  })
})
