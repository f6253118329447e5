// `npm run -s traylight -- <command>`: installs and builds what is needed, then runs the command line.
import { join } from 'node:path'
import { prepare, ROOT } from './prepare.mjs'
import { runMain } from './problem.mjs'
import { runInTerminal } from './run-in-terminal.mjs'

await runMain(async () => {
  const node = await prepare()
  return await runInTerminal(node, [join(ROOT, 'out/main/cli.js'), ...process.argv.slice(2)])
})
