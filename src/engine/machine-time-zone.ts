/** The name of this machine's time zone: "Europe/Berlin". */
export const machineTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone
