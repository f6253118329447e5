// `npm start`: installs and builds what is needed, then runs the light shell.
import { runMain } from './problem.mjs'
import { runEntry } from './run-entry.mjs'

await runMain(() => runEntry('out/main/light.js', process.argv.slice(2)))
