import type * as Electron from 'electron'
import { NativeImage } from './native-image.ts'
import { NotInStandIn, onlyKnown, onlyKnownClass } from './only-known.ts'

type Template = Electron.MenuItemConstructorOptions

/** One item of a menu as a person sees it. */
export interface ShownItem {
  readonly type: string
  readonly label: string
  readonly enabled: boolean
  readonly checked: boolean
  /** The file of its icon. */
  readonly icon: string | null
  readonly items: readonly ShownItem[]
}

const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio', 'header', 'palette'] as const

type MenuItemPart = Pick<
  Electron.MenuItem,
  'label' | 'enabled' | 'visible' | 'checked' | 'type' | 'id' | 'sublabel'
>

/** Electron's `MenuItem`. */
export class MenuItem implements MenuItemPart {
  readonly type: (typeof TYPES)[number]
  readonly id: string
  readonly submenu: Menu | null
  readonly accelerator: Electron.MenuItem['accelerator'] | null
  readonly role: Template['role'] | null
  readonly icon: NativeImage | string | null
  label: string
  sublabel: string
  enabled: boolean
  visible: boolean
  checked: boolean
  readonly click: () => void

  constructor(options: Template) {
    const submenu = options.submenu
    this.submenu =
      submenu === undefined ? null : submenu instanceof Menu ? submenu : new Menu(asTemplate(submenu))
    this.type = options.type ?? (this.submenu ? 'submenu' : 'normal')
    if (!TYPES.includes(this.type)) throw new Error(`Unknown menu item type: ${String(this.type)}`)
    if (this.type === 'submenu' && !this.submenu) throw new Error('Invalid submenu')
    this.id = options.id ?? ''
    this.label = options.label ?? ''
    this.sublabel = options.sublabel ?? ''
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.accelerator = options.accelerator ?? null
    this.role = options.role ?? null
    this.icon = asIcon(options.icon)
    this.click = () => {
      if (this.type === 'checkbox' || this.type === 'radio') this.checked = !this.checked
      if (this.role !== null) throw new NotInStandIn(`Choosing a menu item by its role (${this.role})`)
      if (options.click) Reflect.apply(options.click, undefined, [this, undefined, {}])
    }
  }
}

/** Electron's `Menu`. */
export class Menu {
  readonly items: readonly MenuItem[]

  constructor(template: readonly Template[] = []) {
    this.items = withoutStraySeparators(template).map(item => new MenuItem(item))
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }

  /** As it looks now. */
  shown(): ShownMenu {
    return new ShownMenu(this.items.filter(item => item.visible))
  }
}

/** A menu as it looked at some moment, with what is behind it. */
export class ShownMenu {
  readonly items: readonly ShownItem[]
  private readonly choices: readonly { readonly item: MenuItem; readonly submenu: ShownMenu | null }[]

  constructor(items: readonly MenuItem[]) {
    this.choices = items.map(item => ({ item, submenu: item.submenu?.shown() ?? null }))
    this.items = this.choices.map(({ item, submenu }) => ({
      type: item.type,
      label: drawn(item.label),
      enabled: item.enabled,
      checked: item.checked,
      icon: item.icon instanceof NativeImage ? item.icon.path : item.icon,
      items: submenu?.items ?? [],
    }))
  }

  /** The item one gets to by these labels. @throws where it is not there or cannot be chosen */
  find(labels: readonly string[]): MenuItem {
    const [label = '', ...rest] = labels
    const index = this.items.findIndex(item => item.label === label)
    const [shown, choice] = [this.items[index], this.choices[index]]
    if (!shown || !choice) {
      const there = this.items.map(item => `"${item.label}"`).join(', ')
      throw new Error(`The menu has no "${label}". It has ${there}.`)
    }
    if (!shown.enabled) throw new Error(`"${label}" in the menu is disabled.`)
    if (rest.length === 0) return choice.item
    if (!choice.submenu) throw new Error(`"${label}" in the menu has no submenu.`)
    return choice.submenu.find(rest)
  }
}

type MenuStatics = Pick<
  typeof Electron.Menu,
  'buildFromTemplate' | 'setApplicationMenu' | 'getApplicationMenu'
>

/** The classes `Menu` and `MenuItem` as the app has them. */
export function menuClasses() {
  let applicationMenu: Menu | null = null
  class AppMenu extends Menu {
    static buildFromTemplate(...[template]: Parameters<MenuStatics['buildFromTemplate']>): Menu {
      if (!Array.isArray(template)) {
        throw new TypeError('Invalid template for Menu: Menu template must be an array')
      }
      return onlyKnown(new AppMenu(asTemplate(template)), 'Menu')
    }

    static setApplicationMenu(menu: Menu | null): void {
      if (menu !== null && !(menu instanceof Menu)) throw new TypeError('Invalid menu')
      applicationMenu = menu
    }

    static getApplicationMenu(): Menu | null {
      return applicationMenu
    }
  }
  return {
    Menu: onlyKnownClass(AppMenu, 'Menu', menu => onlyKnown(menu, 'Menu')),
    MenuItem: onlyKnownClass(MenuItem, 'MenuItem', item => onlyKnown(item, 'MenuItem')),
  }
}

/** Templates are taken as such: ready-made items in them are not in the stand-in. */
function asTemplate(items: readonly (Template | Electron.MenuItem)[] | Electron.Menu): readonly Template[] {
  if (!Array.isArray(items)) throw new NotInStandIn('A Menu of the real Electron')
  for (const item of items) {
    if (!('label' in item || 'role' in item || item.type === 'separator')) {
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type')
    }
    if (item instanceof MenuItem) throw new NotInStandIn('A MenuItem in a template')
  }
  return items
}

/** A single & underlines the letter after it, two draw one. */
const drawn = (label: string): string => label.replaceAll(/&(.?)/g, '$1')

/** Electron folds separators that follow each other, and leaves them out at the edges. */
function withoutStraySeparators(template: readonly Template[]): readonly Template[] {
  const isShownSeparator = (item: Template | undefined) =>
    item?.type === 'separator' && item.visible !== false
  return template
    .filter((item, index) => !(isShownSeparator(item) && isShownSeparator(template[index - 1])))
    .filter((item, index, left) => !(isShownSeparator(item) && (index === 0 || index === left.length - 1)))
}

function asIcon(icon: Template['icon'] | NativeImage): NativeImage | string | null {
  if (icon === undefined) return null
  if (typeof icon === 'string' || icon instanceof NativeImage) return icon
  throw new TypeError('The icon of a menu item is no image.')
}
