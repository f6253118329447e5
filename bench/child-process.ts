import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A Node process that this one started. */
export interface NodeChild {
  readonly pid: number
  /** Sends a message and answers with the next that comes back. */
  ask(message: string): Promise<unknown>
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
}

/** Starts a Node process that says nothing: `node -e CODE`. */
export async function startCode(code: string): Promise<NodeChild> {
  const child = spawn(process.execPath, ['-e', code], { stdio: 'inherit' })
  await once(child, 'spawn')
  return nodeChild(child)
}

/** Starts a file of this folder in a process of its own, and waits for its first message. */
export async function startFile(
  file: string,
  args: readonly string[] = [],
): Promise<NodeChild & { readonly first: unknown }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const first = await nextMessage(child, file)
  return { ...nodeChild(child), first }
}

function nodeChild(child: ChildProcess): NodeChild {
  const { pid } = child
  if (pid === undefined) throw new Error('A process could not be started.')
  return {
    pid,
    ask(message) {
      const answer = nextMessage(child, message)
      child.send(message)
      return answer
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

function nextMessage(child: ChildProcess, about: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error(`The process asked for "${about}" ended before it answered.`))
    child.once('exit', onExit)
    child.once('message', message => {
      child.off('exit', onExit)
      resolve(message)
    })
  })
}
