/**
 * An engine with a stage whose services are files, served on a free port: `node test-support/stage-program.ts
 * DATA_DIR`. Each act has a monitor that is unwell while it is broken. Prints the dashboard's address; ends with its
 * standard input.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { systemClock } from '#engine/clock.ts'
import { Engine } from '#engine/engine.ts'
import type { Stage } from '#engine/stage/stage.ts'
import type { StageAct, StageOrder, StageView } from '#shared/views.ts'

const TOKEN = 'a-token-for-this-test-only'
/** The act that cannot be broken, to see a refusal. */
const STUCK = 'plugins-folder-gone'

const ACTS: readonly Pick<StageAct, 'id' | 'title' | 'description' | 'category'>[] = [
  {
    id: 'redis-stops',
    title: 'Redis stops',
    description: 'Its process is ended; healed, it is started again on the same port.',
    category: 'database',
  },
  {
    id: 'postgres-hangs',
    title: 'PostgreSQL hangs',
    description: 'Its process is frozen: connections are accepted and nothing answers.',
    category: 'database',
  },
  {
    id: 'redis-unnoticed',
    title: 'Redis stops, and the backend does not notice',
    description:
      'Its process is ended, and the backend goes on reporting it as healthy: two views that differ.',
    category: 'database',
  },
  {
    id: 'openai-quota',
    title: "OpenAI's quota is used up",
    description: 'Every request is answered with 429 and insufficient_quota.',
    category: 'apis',
  },
  {
    id: 'clerk-key-revoked',
    title: "Clerk's key is revoked",
    description: 'The secret key is taken off the list: requests with it are answered with 401.',
    category: 'apis',
  },
  {
    id: 'channel-vacated',
    title: 'A Pusher channel is vacated',
    description: 'The last subscriber leaves dashboard-updates.',
    category: 'realtime',
  },
  {
    id: 'mcp-freezes',
    title: 'The MCP server freezes',
    description: 'Its process is frozen: connections are accepted and nothing answers.',
    category: 'agents',
  },
  {
    id: 'sparc-import-fails',
    title: 'The SPARC framework cannot be imported',
    description: 'Its state manager raises an error on import: the file is changed.',
    category: 'agents',
  },
  {
    id: 'bridge-stops',
    title: 'The Flask bridge stops',
    description: 'Nothing listens on its port any more.',
    category: 'roblox',
  },
  {
    id: STUCK,
    title: 'The folder roblox/plugins is gone',
    description: 'It is moved away.',
    category: 'roblox',
  },
]

const SCRIPT: StageView['script'] = ACTS.flatMap(({ id }, index) => [
  { atMs: 25_000 + index * 20_000, act: id, does: 'break' as const },
  { atMs: 61_000 + index * 20_000 - (index % 3) * 9000, act: id, does: 'heal' as const },
])

/** An act is whole while there is a file of its name. */
class PretendStage implements Stage {
  readonly #wholeDir: string
  readonly #listeners = new Set<() => void>()
  #view: StageView = {
    acts: ACTS.map(act => ({ ...act, broken: false, since: null, changing: false })),
    script: SCRIPT,
    lengthMs: 270_000,
    playing: false,
    positionMs: 13_000,
    at: Date.now(),
  }

  constructor(wholeDir: string) {
    this.#wholeDir = wholeDir
  }

  view(): StageView {
    return this.#view
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async steer(order: StageOrder): Promise<void> {
    switch (order.do) {
      case 'play':
      case 'pause':
        return this.#play(order.do === 'play')
      case 'heal-all':
        this.#play(false)
        await Promise.all(this.#view.acts.filter(act => act.broken).map(act => this.#bring(act.id, false)))
        return
      case 'break':
      case 'heal':
        if (order.act === STUCK) {
          throw new Error('The folder cannot be moved: it is on another disk.')
        }
        return this.#bring(order.act, order.do === 'break')
    }
  }

  #play(playing: boolean): void {
    const { positionMs, at, playing: was } = this.#view
    const now = Date.now()
    this.#change({ playing, positionMs: was ? positionMs + now - at : positionMs, at: now })
  }

  async #bring(id: string, broken: boolean): Promise<void> {
    this.#act(id, { changing: true })
    await new Promise(resolve => setTimeout(resolve, 300))
    const file = join(this.#wholeDir, id)
    if (broken) await rm(file)
    else await writeFile(file, '')
    this.#act(id, { changing: false, broken, since: broken ? Date.now() : null })
  }

  #act(id: string, change: Partial<StageAct>): void {
    this.#change({ acts: this.#view.acts.map(act => (act.id === id ? { ...act, ...change } : act)) })
  }

  #change(change: Partial<StageView>): void {
    this.#view = { ...this.#view, ...change }
    for (const listener of this.#listeners) listener()
  }
}

const dataDir = z.string().parse(process.argv[2])
const wholeDir = join(dataDir, 'whole')
const never = { warning: 100, critical: 100 }
await mkdir(wholeDir)
await Promise.all(ACTS.map(({ id }) => writeFile(join(wholeDir, id), '')))
await writeFile(
  join(dataDir, 'config.json'),
  JSON.stringify({
    thresholds: { cpu: never, memory: never, disk: never },
    monitors: ACTS.map(({ id, title, category }) => ({
      ...{ id, name: title, category, intervalSeconds: 2, retrySeconds: 1, failuresToUnhealthy: 1 },
      check: { kind: 'files', path: join(wholeDir, id) },
    })),
  }),
)
const silent = () => {}
const engine = await Engine.create({
  ...{ dataDir, configFile: null, version: '0.0.0', env: {}, clock: systemClock },
  log: { debug: silent, info: silent, warn: silent, error: silent },
  shell: { kind: 'light' },
  stage: new PretendStage(wholeDir),
})
const face = await engine.listen({
  ...{ host: '127.0.0.1', port: 0, token: TOKEN, onShow: () => false },
  rendererDir: join(import.meta.dirname, '../out/renderer'),
})
engine.start()
console.log(`Dashboard: http://127.0.0.1:${face.port}/?token=${TOKEN}`)
process.stdin.resume()
process.stdin.once('end', () => void engine.stop())
