import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Clock, Timer } from '../clock.ts'

export interface WatchFileOptions {
  readonly clock: Clock
  /** Called when the file may have changed, appeared or gone; more often than it did is possible. */
  readonly onMaybeChanged: () => void
}

export interface FileWatch {
  stop(): void
}

/** Editors write, truncate and rename in bursts. */
const DEBOUNCE_MS = 100
/** Mounted volumes and links to elsewhere send no events from the directory that is watched. */
const POLL_MS = 2000

/** What changes with a file's content, links followed; empty where there is none. */
async function fingerprint(file: string): Promise<string> {
  try {
    const stats = await stat(file)
    return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}`
  } catch {
    return ''
  }
}

/** Watches the directory, since editors replace a file by renaming another to its name. */
function watchDirectory(file: string, onEvent: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(path.dirname(file), { persistent: false }, (_event, name) => {
      if (name === null || name === path.basename(file)) onEvent()
    })
    // No more watches to be had, or the directory itself is gone: polling goes on.
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}

/** Watches one file by events, and by its modification time every two seconds where events do not arrive. */
export function watchFile(file: string, options: WatchFileOptions): FileWatch {
  const { clock } = options
  let stopped = false
  let seen: string | undefined
  let debounce: Timer | undefined
  let poll: Timer | undefined

  const changed = () => {
    debounce?.cancel()
    debounce = clock.after(DEBOUNCE_MS, options.onMaybeChanged)
  }
  const look = async () => {
    const now = await fingerprint(file)
    if (stopped) return
    if (seen !== undefined && seen !== now) changed()
    seen = now
    poll = clock.after(POLL_MS, () => void look())
  }
  const watcher = watchDirectory(file, changed)
  void look()

  return {
    stop() {
      stopped = true
      watcher?.close()
      debounce?.cancel()
      poll?.cancel()
    },
  }
}
