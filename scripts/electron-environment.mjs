/**
 * The environment to run Electron in. Terminals of programs that are made with Electron hand down a variable that would
 * make it a plain Node.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function electronEnvironment({ ELECTRON_RUN_AS_NODE: _, ...env }) {
  return env
}
