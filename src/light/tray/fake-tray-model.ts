import type { TrayCommand, TrayModel, TrayView } from '#engine/tray/tray-menu.ts'

/** A tray model for tests, which says what it is told to say and remembers what was chosen. */
export class FakeTrayModel implements TrayModel {
  view: TrayView
  /** The latest last. */
  readonly chosen: TrayCommand[] = []
  readonly #listeners = new Set<() => void>()

  constructor(view: TrayView) {
    this.view = view
  }

  /** Changes a part of the view and tells of it, also where nothing is different. */
  show(change: Partial<TrayView>): void {
    this.view = { ...this.view, ...change }
    for (const listener of this.#listeners) listener()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  choose(command: TrayCommand): void {
    this.chosen.push(command)
  }
}
