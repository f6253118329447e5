/** How operating systems know the installed application. */
export const APP_ID = 'dev.traylight.Traylight'
