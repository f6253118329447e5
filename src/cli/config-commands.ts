import { readFile } from 'node:fs/promises'
import { checkers } from '#engine/checkers/registry.ts'
import { configJsonSchema } from '#engine/config/config-json-schema.ts'
import { configRules } from '#engine/config/config-rules.ts'
import { describeProblem } from '#engine/config/describe-problem.ts'
import { EXAMPLE_CONFIG } from '#engine/config/example-config.ts'
import { parseConfig } from '#engine/config/parse-config.ts'
import { profiles } from '#engine/profiles/registry.ts'
import { CliError } from './cli-error.ts'
import { EXIT_USAGE } from './exit-codes.ts'

/** `config validate FILE`: says that it is valid, or every problem with its place. */
export async function validateConfigFile(
  file: string,
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const content = await readFile(file, 'utf8').catch(() => {
    throw new CliError(`${file} cannot be read. Check the path and its permissions.`, EXIT_USAGE)
  })
  const parsed = parseConfig(content, configRules(checkers, profiles))
  if (parsed.ok) {
    const { monitors, backends } = parsed.config
    const counts = `${counted(monitors.length, 'monitor')}, ${counted(backends.length, 'backend')}`
    return { text: `${file} is valid: ${counts}.`, exitCode: 0 }
  }
  const lines = parsed.problems.map(problem => `${file}:${describeProblem(problem)}`)
  return { text: lines.join('\n'), exitCode: EXIT_USAGE }
}

/** `config schema`: the JSON Schema of the configuration, for editors. */
export const configSchemaText = (): string => JSON.stringify(configJsonSchema(checkers, profiles), null, 2)

/** `config example`: a commented configuration to begin with. */
export const configExampleText = (): string => EXAMPLE_CONFIG.trimEnd()

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
