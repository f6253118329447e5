const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** A moment in local time, in full, for hovering: "24 Nov 2025, 02:15:03". */
export function formatMoment(at: number): string {
  return MOMENT.format(at)
}
