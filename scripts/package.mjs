// `npm run package`: installs and builds what is needed, then makes the packages (build/package.ts).
import { join } from 'node:path'
import { environmentFor, prepare, ROOT } from './prepare.mjs'
import { runMain } from './problem.mjs'
import { runInTerminal } from './run-in-terminal.mjs'

await runMain(async () => {
  const node = await prepare()
  const args = [join(ROOT, 'build/package.ts'), ...process.argv.slice(2)]
  return await runInTerminal(node, args, environmentFor(node))
})
