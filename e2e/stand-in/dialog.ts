import type * as Electron from 'electron'
import type { CallLog } from './call-log.ts'

/** Dialogs that a person answers. */
export type DialogKind = 'showSaveDialog' | 'showOpenDialog' | 'showMessageBox'

/** A dialog that is open. */
export interface OpenDialog {
  readonly id: number
  readonly kind: DialogKind
  readonly options: unknown
}

type Waiting = OpenDialog & { readonly answer: (answer: unknown) => void }

type ErrorBoxPart = Pick<Electron.Dialog, 'showErrorBox'>

/** Electron's `dialog`: each stays open until the test answers it. */
export class Dialog implements ErrorBoxPart {
  private readonly calls: CallLog
  private readonly waiting: Waiting[] = []
  private lastId = 0

  constructor(calls: CallLog) {
    this.calls = calls
  }

  showSaveDialog(...args: readonly unknown[]): Promise<unknown> {
    return this.ask('showSaveDialog', args)
  }

  showOpenDialog(...args: readonly unknown[]): Promise<unknown> {
    return this.ask('showOpenDialog', args)
  }

  showMessageBox(...args: readonly unknown[]): Promise<unknown> {
    return this.ask('showMessageBox', args)
  }

  /** Does not wait, unlike Electron's: nobody would press the button. */
  showErrorBox(title: string, content: string): void {
    this.calls.record('dialog.showErrorBox', title, content)
    process.stderr.write(`${title}\n${content}\n`)
  }

  get open(): readonly OpenDialog[] {
    return this.waiting.map(({ id, kind, options }) => ({ id, kind, options }))
  }

  /** Answers the dialog of this kind that was opened first. @throws where none is open */
  answer(kind: DialogKind, answer: unknown): void {
    const index = this.waiting.findIndex(dialog => dialog.kind === kind)
    const [dialog] = index < 0 ? [] : this.waiting.splice(index, 1)
    if (!dialog) throw new Error(`No dialog of dialog.${kind} is open.`)
    dialog.answer(answer)
  }

  /** With or without the window it belongs to, which comes first. */
  private ask(kind: DialogKind, args: readonly unknown[]): Promise<unknown> {
    const options = args.at(-1)
    this.calls.record(`dialog.${kind}`, options)
    return new Promise(resolve => {
      this.waiting.push({ id: ++this.lastId, kind, options, answer: resolve })
    })
  }
}
