/** Exposes a little of everything to the page. */
export const API_PRELOAD = `
const { contextBridge, ipcRenderer } = require('electron')
const inner = { secret: 'of the preload' }
contextBridge.exposeInMainWorld('api', {
  version: 7,
  deep: { list: [1, { two: 2n }] },
  add: (a, b) => a + b,
  inner: () => inner,
  fail: () => { throw new TypeError('broken') },
  later: value => new Promise(resolve => setTimeout(resolve, 5, value)),
  onNews: callback => ipcRenderer.on('news', (_event, ...words) => callback(...words)),
  call: callback => callback({ from: 'isolated' }) + '!',
  send: (...args) => ipcRenderer.send('words', ...args),
  ask: (...args) => ipcRenderer.invoke('question', ...args),
})
window.leaked = 'only here'
`
