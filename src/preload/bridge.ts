// Runs sandboxed, in a world of its own beside the page, and gives it exactly the contract: no Electron, no Node.
import { contextBridge, ipcRenderer } from 'electron'
import { BRIDGE_NAME, type DesktopBridge, IPC } from '#shared/desktop-bridge.ts'

function onText(channel: string, callback: (text: string) => void): void {
  ipcRenderer.on(channel, (_event, text: unknown) => {
    if (typeof text === 'string') callback(text)
  })
}

const bridge: DesktopBridge = {
  open: () => ipcRenderer.send(IPC.open),
  send: text => ipcRenderer.send(IPC.send, text),
  onMessage: callback => onText(IPC.message, callback),
  onClose: callback => {
    ipcRenderer.on(IPC.close, () => callback())
  },
  onGo: callback => onText(IPC.go, callback),
}

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge)
