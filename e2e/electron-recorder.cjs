/**
 * Loaded into real Electron before the app (`electron -r electron-recorder.cjs APP`): remembers what the app gives its
 * tray, and what it asks the system to open, so that a test can look at what no driver shows. What is asked is not done.
 *
 * Written against the documentation of Electron 45 and its types. It has not been run where Electron's binary cannot be had.
 */
const electron = require('electron')

const { nativeImage, shell, Tray } = electron

// The driver has taken its own words out of the command line; these are ours.
process.argv.splice(process.argv.indexOf(__filename) - 1, 2)

/** @type {{ icon: string, toolTip: string, menu: import('electron').Menu | null, trays: import('electron').Tray[], asked: [string, string][] }} */
const recorded = { icon: '', toolTip: '', menu: null, trays: [], asked: [] }
Object.assign(globalThis, { traylightRecorded: recorded })

/** The file of each image. @type {WeakMap<object, string>} */
const files = new WeakMap()
const createFromPath = nativeImage.createFromPath.bind(nativeImage)
nativeImage.createFromPath = path => {
  const image = createFromPath(path)
  files.set(image, path)
  // A tray takes its first picture in its constructor, where nobody can look.
  if (/[\\/]tray[\\/]/.test(path)) recorded.icon ||= path
  return image
}

const { setContextMenu, setImage, setToolTip } = Tray.prototype
Tray.prototype.setImage = function (image) {
  recorded.icon = typeof image === 'string' ? image : (files.get(image) ?? recorded.icon)
  setImage.call(this, image)
}
Tray.prototype.setToolTip = function (toolTip) {
  recorded.toolTip = toolTip
  setToolTip.call(this, toolTip)
}
Tray.prototype.setContextMenu = function (menu) {
  recorded.menu = menu
  if (!recorded.trays.includes(this)) recorded.trays.push(this)
  setContextMenu.call(this, menu)
}

shell.openExternal = async url => {
  recorded.asked.push(['shell.openExternal', url])
}
shell.showItemInFolder = path => {
  recorded.asked.push(['shell.showItemInFolder', path])
}
