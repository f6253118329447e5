/** Where a desktop shell is between its start and its end. */
export type LifePhase = 'starting' | 'running' | 'stopping' | 'stopped'

/** What happens to it. `quit` is the menu, a signal or the system; `close` the window's own button. */
export type LifeEvent = 'started' | 'quit' | 'close' | 'stopped'

export interface LifeStep {
  readonly phase: LifePhase
  /**
   * What the shell does now: `hide` its window instead of closing it, `stop` the engine in order, `exit` the process;
   * `wait` keeps the process from ending until what was begun is done, `allow` lets what was asked for happen.
   */
  readonly action: 'hide' | 'stop' | 'wait' | 'exit' | 'allow'
}

/** The next step of a shell that lives in the tray: closing hides, quitting stops in order and only then ends. Pure. */
export function nextLife(phase: LifePhase, event: LifeEvent): LifeStep {
  switch (event) {
    case 'started':
      return { phase: phase === 'starting' ? 'running' : phase, action: 'allow' }
    case 'close':
      return { phase, action: phase === 'starting' || phase === 'running' ? 'hide' : 'allow' }
    case 'quit':
      if (phase === 'stopped') return { phase, action: 'allow' }
      return phase === 'stopping' ? { phase, action: 'wait' } : { phase: 'stopping', action: 'stop' }
    case 'stopped':
      return { phase: 'stopped', action: 'exit' }
  }
}
