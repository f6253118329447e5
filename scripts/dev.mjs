// `npm run dev`: the desktop shell by electron-vite, which builds again on every change. Flags after `--` are Traylight's.
import { join } from 'node:path'
import { desktopObstacle, sandboxObstacle } from './desktop-obstacle.mjs'
import { electronEnvironment } from './electron-environment.mjs'
import { findElectron } from './find-electron.mjs'
import { environmentFor, findRuntime, forgetBuild, installPackages, ROOT } from './prepare.mjs'
import { Problem, runMain } from './problem.mjs'
import { runInTerminal } from './run-in-terminal.mjs'

await runMain(async () => {
  await installPackages()
  const node = findRuntime()
  const { env, platform } = process
  const obstacle = desktopObstacle({ platform, env, uid: process.getuid?.() })
  if (obstacle !== undefined) throw new Problem(obstacle)
  const electron = findElectron(ROOT, env)
  if (electron === undefined) {
    throw new Problem(
      "Electron's runtime is not here. `npm start -- --desktop` fetches it; or name a folder that has it in ELECTRON_OVERRIDE_DIST_PATH.",
    )
  }
  const sandbox = sandboxObstacle(electron, { platform })
  if (sandbox !== undefined) throw new Problem(sandbox)
  // What it builds into out/ is for development.
  forgetBuild()
  const cli = join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js')
  return await runInTerminal(node, [cli, 'dev', '--', ...process.argv.slice(2)], {
    ...electronEnvironment(environmentFor(node)),
    ELECTRON_EXEC_PATH: electron,
  })
})
