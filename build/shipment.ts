import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildName, type BuildRecord, buildRecordSchema, recordFile } from './record-build.ts'

/** What one product takes from the build. */
export interface Shipment {
  /** Scripts of the main build, relative to out/main. */
  readonly scripts: readonly string[]
  /** Packages whose code is bundled into what it takes, as package-lock.json names them. */
  readonly bundled: readonly string[]
}

type Script = BuildRecord['scripts'][number]

/** Where the programs of only one shell begin. Any other entry is for both. */
const DESKTOP_ENTRIES: readonly string[] = ['desktop.js']
export const LIGHT_ENTRIES: readonly string[] = ['light.js', 'light-shell.js', 'cli.js', 'actor.js']

/** What the light shell and the command line take: no script that only the desktop shell loads. */
export function lightShipment(root: string): Shipment {
  const main = reachable(scriptsOf(root, 'main'), file => !DESKTOP_ENTRIES.includes(file))
  return shipment(main, scriptsOf(root, 'renderer'))
}

/** What the installers of the desktop shell take: all but the light shell's own entries. */
export function desktopShipment(root: string): Shipment {
  const main = scriptsOf(root, 'main').filter(({ file }) => !LIGHT_ENTRIES.includes(file))
  return shipment(main, [...scriptsOf(root, 'preload'), ...scriptsOf(root, 'renderer')])
}

function shipment(main: readonly Script[], others: readonly Script[]): Shipment {
  return {
    scripts: main.map(script => script.file),
    bundled: [...new Set([...main, ...others].flatMap(script => script.packages))].sort(),
  }
}

/** The scripts that the wanted entries load, at once or later. */
function reachable(scripts: readonly Script[], isWanted: (entry: string) => boolean): readonly Script[] {
  const byFile = new Map(scripts.map(script => [script.file, script]))
  const found = new Set<string>()
  const visit = (file: string): void => {
    if (found.has(file)) return
    found.add(file)
    for (const next of byFile.get(file)?.imports ?? []) visit(next)
  }
  for (const { file, isEntry } of scripts) if (isEntry && isWanted(file)) visit(file)
  return scripts.filter(script => found.has(script.file))
}

/** A build's scripts; none where there is no such build. */
function scriptsOf(root: string, build: BuildName): readonly Script[] {
  if (!existsSync(join(root, 'out', build))) return []
  return buildRecordSchema.parse(JSON.parse(readFileSync(join(root, recordFile(build)), 'utf8'))).scripts
}
