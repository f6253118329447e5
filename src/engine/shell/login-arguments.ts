import type { ShellOptions } from './shell-options.ts'

/** What a start at login is given: hidden, on the same data directory, with what the operator chose for this start. */
export function loginArguments(options: ShellOptions): readonly string[] {
  const { dataDir, configFile, port, portIsChosen, host } = options
  return [
    ...['--hidden', '--data-dir', dataDir],
    ...(configFile === null ? [] : ['--config', configFile]),
    ...(portIsChosen ? ['--port', String(port)] : []),
    ...(host === '127.0.0.1' ? [] : ['--host', host]),
  ]
}
