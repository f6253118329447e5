/**
 * The id of an incident, which is also its correlation id: when it was opened (UTC) and a few random figures, short enough
 * to be read out and in the order of time: `20261124-153012-7f3a`.
 */
export function incidentId(at: number, random: () => number): string {
  const [day = '', time = ''] = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T')
  const figures = Math.floor(random() * 0x10000)
    .toString(16)
    .padStart(4, '0')
  return `${day}-${time}-${figures}`
}
