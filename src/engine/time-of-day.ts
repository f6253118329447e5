const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

/** A moment as short as it can be said in local time: "14:32", on another day than `now` "23 Nov 14:32". */
export function timeOfDay(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString()
  return isToday ? TIME.format(at) : `${DAY.format(at)} ${TIME.format(at)}`
}
