import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import { cloneCodec } from './clone-codec.ts'
import { isolatedWorld, type WorldNames } from './isolated-world.ts'
import { mainWorld } from './main-world.ts'
import { worldBridge } from './world-bridge.ts'

/** The scripts that prepare each document of a window, and how to talk with the preload in it. */
export interface PageScripts {
  /** For the page's own world. */
  readonly main: string
  /** For the isolated world; the preload is in it. */
  readonly isolated: string
  readonly names: WorldNames
}

/** The name of the preload's world, as Electron calls it. */
export const ISOLATED_WORLD = 'Electron Isolated Context'

/**
 * Scripts for the documents of one window, with the preload at this path.
 *
 * @throws where the preload cannot be read or is no script: a sandboxed preload is one CommonJS file
 */
export function pageScripts(preload: string | undefined): PageScripts {
  const source = preload === undefined ? '' : readFileSync(preload, 'utf8')
  const body = `(function (require, module, process) { const exports = module.exports; ${source}\n})`
  new Script(body, { filename: preload ?? 'no preload' })
  const secret = randomUUID()
  const [toMain, toIsolated] = [`main-${secret}`, `isolated-${secret}`]
  const names: WorldNames = {
    binding: `send-${secret}`,
    receiver: `receive-${secret}`,
    events: { mine: toIsolated, theirs: toMain },
    preload: preload ?? '',
  }
  const events = JSON.stringify({ mine: toMain, theirs: toIsolated })
  return {
    // Frames within the page get neither preload nor bridge, as without nodeIntegrationInSubFrames.
    main: `if (window.parent === window) (${mainWorld})((${cloneCodec})(), ${worldBridge}, ${events})`,
    isolated: `if (window.parent === window) (${isolatedWorld})((${cloneCodec})(), ${worldBridge}, ${JSON.stringify(names)}, ${body})`,
    names,
  }
}
