/**
 * The functions of the systeminformation package that are used, with results that are parsed before they are trusted:
 * its types promise numbers where some platforms give null. What each costs stands in docs/sampling.md.
 */
export interface SystemInformation {
  battery(): Promise<unknown>
  cpuTemperature(): Promise<unknown>
  fsSize(): Promise<unknown>
  fsStats(): Promise<unknown>
  mem(): Promise<unknown>
  networkStats(interfaces: string): Promise<unknown>
  processes(): Promise<unknown>
}

/** Loads the package when it is first needed: loading takes longer than starting everything else of the sampler. */
export type LoadSystemInformation = () => Promise<SystemInformation>

/** Loads it from where it is installed; the module system keeps it after the first time. */
export const loadSystemInformation: LoadSystemInformation = () => import('systeminformation')
