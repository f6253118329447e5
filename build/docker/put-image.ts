// Puts what the image has of the light shell into a folder: `node build/docker/put-image.ts FOLDER`, in a repository that is
// installed and built.
import { join, resolve } from 'node:path'
import { Problem, runMain } from '../../scripts/problem.mjs'
import { putLightImage } from '../light-image.ts'

await runMain(async () => {
  const [folder, ...others] = process.argv.slice(2)
  if (folder === undefined || others.length > 0) throw new Problem('Give one folder to put the image into.')
  await putLightImage(join(import.meta.dirname, '../..'), resolve(folder))
  return 0
})
