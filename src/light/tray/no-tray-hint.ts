import type { Notification } from '#engine/notify/notification.ts'

/** Said once where the desktop shows no tray icons: GNOME shows them only with an extension. */
export function noTrayHint(env: Readonly<Record<string, string | undefined>>): Notification {
  const isGnome = /gnome/i.test(env.XDG_CURRENT_DESKTOP ?? '')
  const help = isGnome
    ? 'The extension "AppIndicator and KStatusNotifierItem Support" (extensions.gnome.org) adds them to GNOME.'
    : 'A panel with a system tray that knows StatusNotifierItem shows it.'
  return {
    title: 'Traylight is watching, but this desktop shows no tray icons',
    body: `${help} Until then, start Traylight again to open its dashboard.`,
    urgency: 'normal',
    icon: 'unknown',
    route: { page: 'overview' },
  }
}
