type Env = Readonly<Record<string, string | undefined>>

/** What one types to start Traylight, and to ask the running one: an installed one has a command, a checkout has npm. */
export interface CommandWords {
  readonly start: string
  readonly ask: string
}

/** TRAYLIGHT_COMMAND is set by the command that packages install. */
export function commandWords({ TRAYLIGHT_COMMAND: command }: Env): CommandWords {
  return command
    ? { start: command, ask: command }
    : { start: 'npm start --', ask: 'npm run -s traylight --' }
}
