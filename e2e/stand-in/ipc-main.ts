import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import type { CloneCodec } from './clone-codec.ts'
import type { FromPreload, ToPreload } from './isolated-world.ts'
import type { WebContents } from './web-contents.ts'
import type { WebFrameMain } from './web-frame-main.ts'

/** The event of a message that was sent. */
export interface IpcMainEvent {
  readonly type: 'frame'
  readonly sender: WebContents
  readonly senderFrame: WebFrameMain
  readonly processId: number
  readonly frameId: number
  readonly ports: readonly never[]
  reply(channel: string, ...args: unknown[]): void
}

type Handler = (event: Electron.IpcMainInvokeEvent, ...args: unknown[]) => unknown

type IpcMainPart = Pick<Electron.IpcMain, 'handle' | 'handleOnce' | 'removeHandler'>

/** Electron's `ipcMain`. */
export class IpcMain extends EventEmitter implements IpcMainPart {
  private readonly codec: CloneCodec
  private readonly handlers = new Map<string, (event: IpcMainEvent, args: readonly unknown[]) => unknown>()

  constructor(codec: CloneCodec) {
    super()
    this.codec = codec
  }

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    if (typeof handler !== 'function') {
      throw new Error(`Expected handler to be a function, but found type '${typeof handler}'`)
    }
    this.handlers.set(channel, (event, args) => Reflect.apply(handler, undefined, [event, ...args]))
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel)
      return handler(event, ...args)
    })
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }

  /** Gives a message of a page to whoever listens, or a call to its handler. */
  async dispatch(event: IpcMainEvent, message: FromPreload): Promise<void> {
    const decoded = this.codec.decode(message.args)
    const args: readonly unknown[] = Array.isArray(decoded) ? decoded : []
    if (message.call === null) {
      this.emit(message.channel, event, ...args)
      return
    }
    event.sender.deliver(await this.answer(event, message.channel, args, message.call))
  }

  private async answer(
    event: IpcMainEvent,
    channel: string,
    args: readonly unknown[],
    call: number,
  ): Promise<ToPreload> {
    const fail = (error: unknown): ToPreload => ({
      ...{ is: 'failure', call },
      message: `Error invoking remote method '${channel}': ${String(error)}`,
    })
    const handler = this.handlers.get(channel)
    if (!handler) return fail(new Error(`No handler registered for '${channel}'`))
    try {
      return { is: 'answer', call, result: encodeClone(this.codec, await handler(event, args)) }
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error)
      return fail(error)
    }
  }
}

/** A value as it is copied to a page. @throws where it cannot be cloned */
export function encodeClone(codec: CloneCodec, value: unknown): string {
  let copy: unknown
  try {
    copy = structuredClone(value)
  } catch {
    throw new Error('An object could not be cloned.')
  }
  return codec.encode(copy)
}
