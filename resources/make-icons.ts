// Draws the pictures of the tray, the notifications and the application from `svg/`, and writes what changed.
// With `--check` it writes nothing, names what is out of date, and ends with 1 if anything is.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { drawIcons } from './draw-icons.ts'
import { outdatedFiles } from './outdated-files.ts'

const isCheck = process.argv.includes('--check')
const files = await drawIcons()
const outdated = await outdatedFiles(import.meta.dirname, files)

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

if (outdated.length === 0) console.log(`All ${files.size} pictures are up to date.`)
else if (isCheck) {
  console.error('Run: node resources/make-icons.ts')
  process.exitCode = 1
}
