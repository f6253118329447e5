const MOMENT = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
  hourCycle: 'h23',
})

/** A moment in local time, in full, for hovering: "24 Nov 2025, 02:15:03". The clock has 24 hours, as logs have. */
export function formatMoment(at: number): string {
  return MOMENT.format(at)
}

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' })

/** The time of day in local time: "02:15:03". */
export function formatTime(at: number): string {
  return TIME.format(at)
}
