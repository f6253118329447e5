import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { outdatedFiles } from './outdated-files.ts'

export interface Generated {
  /** What they are, for messages: "pictures". */
  readonly what: string
  /** What makes them. */
  readonly script: string
  /** Contents by path below `resources`. */
  readonly files: ReadonlyMap<string, Buffer>
  /** The folders they are in, in which nothing else belongs. */
  readonly folders: readonly string[]
  /** Only says what is out of date, and has the program end with 1 where anything is. */
  readonly isCheck: boolean
}

/** Brings generated files up to date, and says what it did. */
export async function writeGenerated({ what, script, files, folders, isCheck }: Generated): Promise<void> {
  const outdated = await outdatedFiles(import.meta.dirname, files, folders)
  for (const path of outdated) {
    const target = join(import.meta.dirname, path)
    const content = files.get(path)
    if (isCheck) {
      console.error(`resources/${path} is out of date.`)
    } else if (content) {
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, content)
      console.log(`wrote resources/${path}`)
    } else {
      await rm(target)
      console.log(`removed resources/${path}`)
    }
  }
  if (outdated.length === 0) console.log(`All ${files.size} ${what} are up to date.`)
  else if (isCheck) {
    console.error(`Run: node resources/${script}`)
    process.exitCode = 1
  }
}
