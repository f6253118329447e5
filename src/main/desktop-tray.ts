import { Menu, nativeImage, Tray } from 'electron'
import { trayIconFile } from '#engine/tray/icon-files.ts'
import type { TrayModel, TrayView } from '#engine/tray/tray-menu.ts'
import type { TrayIcon } from '#shared/tray-icon.ts'
import { trayMenuTemplate } from './tray-menu-template.ts'
import { trayTooltip } from './tray-tooltip.ts'

/**
 * The tray's icon, tooltip and menu, applied as the model has them. Whoever makes one must keep it: a Tray that nothing
 * refers to is collected, and its icon disappears.
 */
export class DesktopTray {
  readonly #model: TrayModel
  readonly #resourcesDir: string
  readonly #tray: Tray
  readonly #unsubscribe: () => void
  #shown: TrayView

  constructor(model: TrayModel, resourcesDir: string) {
    this.#model = model
    this.#resourcesDir = resourcesDir
    this.#shown = model.view
    this.#tray = new Tray(this.#imageOf(model.view.icon))
    this.#tray.setToolTip(trayTooltip(model.view, process.platform))
    this.#applyMenu(model.view)
    // On Linux a click may never arrive, so all of this is in the menu as well.
    this.#tray.on('click', () => model.choose({ do: 'open', route: null }))
    this.#unsubscribe = model.onChange(() => this.#apply(model.view))
  }

  destroy(): void {
    this.#unsubscribe()
    this.#tray.destroy()
  }

  #apply(view: TrayView): void {
    if (view.icon !== this.#shown.icon) this.#tray.setImage(this.#imageOf(view.icon))
    const tooltip = trayTooltip(view, process.platform)
    if (tooltip !== trayTooltip(this.#shown, process.platform)) this.#tray.setToolTip(tooltip)
    this.#applyMenu(view)
    this.#shown = view
  }

  /** A menu that is shown cannot be changed on Linux: it is set anew. */
  #applyMenu({ menu }: TrayView): void {
    const template = trayMenuTemplate(menu, command => this.#model.choose(command), Date.now)
    this.#tray.setContextMenu(Menu.buildFromTemplate(template))
  }

  #imageOf(icon: TrayIcon) {
    const image = nativeImage.createFromPath(trayIconFile(this.#resourcesDir, process.platform, icon))
    if (process.platform === 'darwin') image.setTemplateImage(true)
    return image
  }
}
