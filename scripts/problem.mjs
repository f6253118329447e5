/** Something that keeps a command from going on, in one sentence for a person. Ends the process with code 2. */
export class Problem extends Error {}

/**
 * Runs a command's main function; a Problem becomes one line on stderr and exit code 2.
 *
 * @param {() => Promise<number>} main resolves to the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    process.stderr.write(`traylight: ${error.message}\n`)
    process.exitCode = 2
  }
}
