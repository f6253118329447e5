import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** What the bundler says of a file it wrote; the part of Rollup's OutputChunk that is read here. */
interface WrittenFile {
  readonly type: 'chunk' | 'asset'
  readonly fileName: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly moduleIds?: readonly string[]
}

/** One build's scripts: what each brings in, and whose code is in it. */
export const buildRecordSchema = z.object({
  scripts: z.array(
    z.object({
      /** Relative to the build's folder. */
      file: z.string(),
      isEntry: z.boolean(),
      /** Other scripts of the same build. */
      imports: z.array(z.string()),
      /** Packages whose code it holds, by their path as package-lock.json has it: node_modules/zod. */
      packages: z.array(z.string()),
    }),
  ),
})
export type BuildRecord = z.infer<typeof buildRecordSchema>

const BUILDS = ['main', 'preload', 'renderer'] as const
export type BuildName = (typeof BUILDS)[number]

/** Where a build's record is, relative to the repository. */
export const recordFile = (build: BuildName): string => `out/records/${build}.json`

/**
 * A plug-in for the bundler that writes down whose code ended up in what it built. Bundled code does not tell any more
 * where it came from, and the bill of materials and the licences must name it.
 */
export function recordBuild(build: BuildName) {
  return {
    name: 'record-build',
    writeBundle({ dir }: { readonly dir?: string }, bundle: Readonly<Record<string, WrittenFile>>) {
      if (dir === undefined) throw new Error('The bundler does not say which folder it wrote to.')
      // Beside the build's own folder, which holds nothing that does not ship.
      const file = join(dir, '../records', `${build}.json`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, `${JSON.stringify(recordOf(bundle), null, 2)}\n`)
    },
  }
}

/** The record of a bundle. */
export function recordOf(bundle: Readonly<Record<string, WrittenFile>>): BuildRecord {
  const scripts = Object.values(bundle)
    .filter(file => file.type === 'chunk')
    .map(({ fileName, isEntry = false, imports = [], dynamicImports = [], moduleIds = [] }) => ({
      file: fileName,
      isEntry,
      imports: sorted([...imports, ...dynamicImports].filter(name => name in bundle)),
      packages: sorted(moduleIds.flatMap(id => packageOf(id) ?? [])),
    }))
  return { scripts: scripts.sort((a, b) => (a.file < b.file ? -1 : 1)) }
}

/** The path of the package that a module belongs to, as package-lock.json has it; undefined for our own modules. */
function packageOf(id: string): string | undefined {
  const path = id.replaceAll('\\', '/')
  return /\/(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
}

const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort()
