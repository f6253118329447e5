type Env = Readonly<Record<string, string | undefined>>

/** Whether there is a screen to open something on. */
export function hasDisplay(platform: NodeJS.Platform, env: Env): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}
