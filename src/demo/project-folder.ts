import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The module that raises when it is broken. */
const STATE_MANAGER = 'core/sparc/state_manager.py'
/** A folder that can be away. */
const PLUGINS = 'roblox/plugins'
const PLUGINS_AWAY = 'roblox/plugins-moved-away'

const FILES: Readonly<Record<string, string>> = {
  'core/__init__.py': '',
  'core/sparc/__init__.py': '',
  [STATE_MANAGER]: `class StateManager:
    """What an agent knows of the world, by its key."""

    def __init__(self):
        self.states = {}
`,
  'core/sparc/enhanced_orchestrator.py': `from core.sparc.state_manager import StateManager


class EnhancedOrchestrator:
    """Hands tasks to agents, and keeps what they found."""

    def __init__(self):
        self.states = StateManager()
`,
  'core/agents/__init__.py': '',
  'core/agents/roblox.py': `class RobloxContentGenerationAgent:
    """Writes lessons as places in Roblox."""


class RobloxScriptOptimizationAgent:
    """Makes scripts faster."""


class RobloxSecurityValidationAgent:
    """Looks for what a script must not do."""
`,
  'roblox/src/client/Quiz.client.luau': 'print("quiz")\n',
  'roblox/src/client/Hud.client.luau': 'print("hud")\n',
  'roblox/src/server/Lessons.server.luau': 'print("lessons")\n',
  'roblox/src/server/Scores.server.luau': 'print("scores")\n',
  'roblox/src/shared/Questions.luau': 'return {}\n',
  'roblox/scripts/publish.luau': 'print("publish")\n',
  [`${PLUGINS}/ToolBoxPlugin.luau`]: 'print("plug-in")\n',
}

const RAISES = `raise RuntimeError("no state store is configured")
`

/** The Python project with the Roblox sources, in a folder of its own. */
export class ProjectFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  async write(): Promise<void> {
    for (const [name, text] of Object.entries(FILES)) await this.#put(name, text)
  }

  /** Lets the SPARC state manager raise when it is imported. */
  async breakStateManager(): Promise<void> {
    await this.#put(STATE_MANAGER, RAISES)
    await this.#forgetCompiled()
  }

  async mendStateManager(): Promise<void> {
    await this.#put(STATE_MANAGER, FILES[STATE_MANAGER] ?? '')
    await this.#forgetCompiled()
  }

  async movePluginsAway(): Promise<void> {
    await rename(join(this.path, PLUGINS), join(this.path, PLUGINS_AWAY))
  }

  async bringPluginsBack(): Promise<void> {
    await rename(join(this.path, PLUGINS_AWAY), join(this.path, PLUGINS))
  }

  async #put(name: string, text: string): Promise<void> {
    const file = join(this.path, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }

  /** Python tells a changed module by its size and its time in whole seconds, which two changes in one may share. */
  async #forgetCompiled(): Promise<void> {
    await rm(join(this.path, dirname(STATE_MANAGER), '__pycache__'), { recursive: true, force: true })
  }
}
