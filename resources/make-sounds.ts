// Makes the sounds of the notifier `sound`, and writes what changed.
// With `--check` it writes nothing, names what is out of date, and ends with 1 if anything is.
import { synthesiseSounds } from './synthesise-sounds.ts'
import { writeGenerated } from './write-generated.ts'

await writeGenerated({
  ...{ what: 'sounds', script: 'make-sounds.ts', isCheck: process.argv.includes('--check') },
  ...{ files: synthesiseSounds(), folders: ['sounds'] },
})
