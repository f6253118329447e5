/** Room for the numbers of one series: hours until the year 2089. */
const NUMBERS = 2 ** 20

/** The latest moment that can be told apart from others, in ms since the epoch: in the year 2089. */
export const LATEST_MS = NUMBERS * 3_600_000 - 1

/** Where a block is in its table: all of a series one after the other, by time. */
export const blockKey = (series: number, number: number): number => series * NUMBERS + number

/** The number of the block that a moment is in. A clock that is wrong by decades is at one of the ends. */
export const blockNumber = (at: number, blockMs: number): number =>
  Math.min(NUMBERS - 1, Math.max(0, Math.floor(at / blockMs)))

export const numberOfKey = (key: number): number => key % NUMBERS
/** The first key of the series after it. */
export const endOfSeries = (series: number): number => (series + 1) * NUMBERS
