/** One line of a log. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly facts: Readonly<Record<string, unknown>>
  readonly message: string
}

/** A log that keeps what is written to it. */
export function recordingLog() {
  const lines: LogLine[] = []
  const at = (level: LogLine['level']) => (facts: LogLine['facts'], message: string) => {
    lines.push({ level, facts, message })
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    lines,
    /** The messages of a level, the oldest first. */
    messages: (level: LogLine['level']) =>
      lines.filter(line => line.level === level).map(line => line.message),
  }
}
