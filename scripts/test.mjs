// `npm test`: everything that must pass, in order, each step named with its duration; ends at the first failure.
// With names of steps (`npm test -- unit e2e`) only those.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { installTestPrograms } from './install-test-programs.mjs'
import { build, environmentFor, findRuntime, installPackages, ROOT } from './prepare.mjs'
import { Problem, runMain } from './problem.mjs'
import { runGroup } from './run-group.mjs'

const PLAYWRIGHT_CONFIG = 'e2e/playwright.config.ts'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title
 * @property {readonly string[]} [argv] a script of a package with its arguments, run with the pinned Node
 * @property {(node: string) => Promise<void>} [work] instead of a script
 * @property {RegExp} [summary] the lines of its output to repeat at the end
 * @property {string} [needs] a file without which the step is left out
 */

/** @param {string} project */
const tsc = project => ['node_modules/typescript/bin/tsc', '-p', project]

/** @type {readonly Step[]} */
const STEPS = [
  {
    name: 'lint',
    title: 'lint, format and import rules (biome)',
    argv: ['node_modules/@biomejs/biome/bin/biome', 'ci', '.'],
  },
  { name: 'types', title: 'types (tsconfig.node.json)', argv: tsc('tsconfig.node.json') },
  { name: 'types', title: 'types (tsconfig.web.json)', argv: tsc('tsconfig.web.json') },
  {
    name: 'types',
    title: 'types (tsconfig.e2e.json)',
    argv: tsc('tsconfig.e2e.json'),
    needs: PLAYWRIGHT_CONFIG,
  },
  {
    name: 'unit',
    title: 'unit and integration tests (vitest)',
    argv: ['node_modules/vitest/vitest.mjs', 'run'],
    summary: /^\s*(Test Files|Tests|Errors|Type Errors|Duration)\s+\S/,
  },
  { name: 'build', title: 'build (electron-vite)', work: build },
  {
    name: 'e2e',
    title: 'end-to-end tests of both shells in Chromium (playwright)',
    argv: ['node_modules/@playwright/test/cli.js', 'test', '-c', PLAYWRIGHT_CONFIG],
    summary: /^\s*\d+ (passed|failed|flaky|skipped|did not run|interrupted)\b|^NOT RUN: /,
    needs: PLAYWRIGHT_CONFIG,
  },
]

await runMain(async () => {
  const chosen = stepsNamed(process.argv.slice(2))
  await installPackages()
  const node = findRuntime()
  if (chosen.some(step => step.summary)) await installTestPrograms(print)

  /** @type {string[]} */
  const closing = []
  for (const [index, step] of chosen.entries()) {
    process.stdout.write(`\n== ${index + 1}/${chosen.length} ${step.title}\n`)
    const { code, line, summary } = await runStep(step, node)
    process.stdout.write(`== ${line}\n`)
    closing.push(line, ...summary)
    if (code !== 0) {
      process.stdout.write(`\n${closing.join('\n')}\n`)
      return code
    }
  }
  process.stdout.write(`\n${closing.join('\n')}\n`)
  return 0
})

/** @param {Step} step @param {string} node */
async function runStep(step, node) {
  if (step.needs && !existsSync(join(ROOT, step.needs))) {
    return { code: 0, line: `SKIPPED ${step.title}: there is no ${step.needs}`, summary: [] }
  }
  const start = performance.now()
  const { code, output } = step.argv ? await runScript(step.argv, node) : await runWork(step, node)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const summary = stripVTControlCharacters(output)
    .split('\n')
    .filter(text => step.summary?.test(text))
  const line =
    code === 0 ? `ok ${step.title}, ${seconds} s` : `FAILED ${step.title}, ${seconds} s, exit code ${code}`
  return { code, line, summary }
}

/** @param {readonly string[]} argv @param {string} node */
async function runScript(argv, node) {
  let output = ''
  const onOutput = (/** @type {Buffer} */ chunk) => {
    output = (output + chunk.toString('utf8')).slice(-64_000)
    print(chunk)
  }
  // Tests take Electron's runtime where it is, and fetch nothing.
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...environmentFor(node), ELECTRON_SKIP_BINARY_DOWNLOAD: '1' }
  if (process.stdout.isTTY) env.FORCE_COLOR ??= '1'
  const code = await runGroup(node, argv, { cwd: ROOT, env, onOutput })
  return { code, output }
}

/** @param {Step} step @param {string} node */
async function runWork(step, node) {
  try {
    await step.work?.(node)
    return { code: 0, output: '' }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    process.stderr.write(`traylight: ${error.message}\n`)
    return { code: 2, output: '' }
  }
}

/** @param {Buffer} chunk */
function print(chunk) {
  process.stdout.write(chunk)
}

/** @param {readonly string[]} names */
function stepsNamed(names) {
  const unknown = names.find(name => !STEPS.some(step => step.name === name))
  if (unknown !== undefined) {
    const known = [...new Set(STEPS.map(step => step.name))].join(', ')
    throw new Problem(`There is no test step "${unknown}". The steps are ${known}.`)
  }
  return names.length === 0 ? STEPS : STEPS.filter(step => names.includes(step.name))
}
