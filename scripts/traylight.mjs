// `npm run -s traylight -- <command>`: installs and builds what is needed, then runs the command line.
import { runMain } from './problem.mjs'
import { runEntry } from './run-entry.mjs'

await runMain(() => runEntry('out/main/cli.js', process.argv.slice(2)))
