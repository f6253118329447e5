import { type IpcMainEvent, ipcMain, type WebContents } from 'electron'
import { type ContractServerOptions, serveContract } from '#engine/api/contract-server.ts'
import { IPC } from '#shared/desktop-bridge.ts'
import { isOwnPage } from './page-origin.ts'

export interface ContractIpcOptions {
  readonly contract: ContractServerOptions
  readonly origin: string
  /** Told of messages that were refused. */
  readonly onRefused: (sender: string) => void
}

interface Session {
  readonly receive: (text: string) => void
  readonly end: () => void
  /** Ends it because of something the page did, and tells the page. */
  readonly close: () => void
}

/** The largest message a page may send: an imported configuration of 10 MB and its envelope. */
const MAX_MESSAGE_CHARACTERS = 12_000_000

/** Serves the contract over IPC: one connection for each page that opens one, for as long as the page is there. */
export function serveContractIpc({ contract, origin, onRefused }: ContractIpcOptions): void {
  const sessions = new Map<WebContents, Session>()

  /** Only the main frame of our own page is heard; a frame of another, or one that has gone elsewhere, is not. */
  const isHeard = ({ sender, senderFrame }: IpcMainEvent): boolean => {
    const isOurs =
      senderFrame !== null && senderFrame === sender.mainFrame && isOwnPage(senderFrame.url, origin)
    if (!isOurs) onRefused(senderFrame?.url ?? 'a frame that is gone')
    return isOurs
  }

  ipcMain.on(IPC.open, event => {
    if (!isHeard(event)) return
    const { sender } = event
    sessions.get(sender)?.end()
    sessions.set(
      sender,
      openSession(sender, contract, () => sessions.delete(sender)),
    )
  })
  ipcMain.on(IPC.send, (event, text: unknown) => {
    if (!isHeard(event)) return
    const session = sessions.get(event.sender)
    if (typeof text === 'string' && text.length <= MAX_MESSAGE_CHARACTERS) {
      session?.receive(text)
      return
    }
    onRefused('our page, with a message that is no text or too long')
    session?.close()
  })
}

function openSession(page: WebContents, contract: ContractServerOptions, onEnd: () => void): Session {
  const closeListeners: (() => void)[] = []
  let receive: (text: string) => void = () => {}
  let isOpen = true
  const end = () => {
    if (!isOpen) return
    isOpen = false
    page.off('destroyed', end)
    page.off('render-process-gone', end)
    onEnd()
    for (const listener of closeListeners) listener()
  }
  const post = (channel: string, text?: string) => {
    if (isOpen && !page.isDestroyed()) page.send(channel, text)
  }
  const close = () => {
    post(IPC.close)
    end()
  }
  page.once('destroyed', end)
  page.once('render-process-gone', end)
  serveContract(
    {
      send: text => post(IPC.message, text),
      onMessage: listener => {
        receive = listener
      },
      onClose: listener => closeListeners.push(listener),
      close,
      bufferedBytes: () => 0,
    },
    contract,
  )
  return { receive: text => receive(text), end, close }
}
