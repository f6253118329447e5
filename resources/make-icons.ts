// Draws the pictures of the tray, the notifications and the application from `svg/`, and writes what changed.
// With `--check` it writes nothing, names what is out of date, and ends with 1 if anything is.
import { drawIcons } from './draw-icons.ts'
import { writeGenerated } from './write-generated.ts'

await writeGenerated({
  ...{ what: 'pictures', script: 'make-icons.ts', isCheck: process.argv.includes('--check') },
  ...{ files: await drawIcons(), folders: ['tray', 'notification', 'app'] },
})
