import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'
import { desktopObstacle, sandboxObstacle } from './desktop-obstacle.mjs'

describe('desktopObstacle', () => {
  test('on Linux asks for a display, of either kind', () => {
    const linux = { platform: 'linux', uid: 1000 } as const
    expect(desktopObstacle({ ...linux, env: {} })).toContain('There is no display here')
    expect(desktopObstacle({ ...linux, env: { DISPLAY: '', WAYLAND_DISPLAY: '' } })).toContain('no display')
    expect(desktopObstacle({ ...linux, env: { DISPLAY: ':0' } })).toBeUndefined()
    expect(desktopObstacle({ ...linux, env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeUndefined()
  })

  test('on Linux refuses root, whom Chromium gives no sandbox', () => {
    const obstacle = desktopObstacle({ platform: 'linux', uid: 0, env: { DISPLAY: ':0' } })
    expect(obstacle).toBe('Electron does not run as root. Start Traylight as an ordinary user.')
  })

  test('elsewhere there is always a display', () => {
    expect(desktopObstacle({ platform: 'win32', uid: undefined, env: {} })).toBeUndefined()
    expect(desktopObstacle({ platform: 'darwin', uid: 501, env: {} })).toBeUndefined()
  })
})

describe('sandboxObstacle', () => {
  let dir: TempDir
  let electron: string

  beforeEach(async () => {
    dir = await makeTempDir('sandbox')
    mkdirSync(join(dir.path, 'dist'))
    electron = join(dir.path, 'dist/electron')
  })
  afterEach(() => dir.remove())

  const kernelWith = (file: string, value: string) => ({
    platform: 'linux' as const,
    read: (path: string) => (path === file ? `${value}\n` : undefined),
  })

  test.each([
    ['/proc/sys/kernel/unprivileged_userns_clone', '0', 'kernel.unprivileged_userns_clone'],
    [
      '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
      '1',
      'kernel.apparmor_restrict_unprivileged_userns',
    ],
    ['/proc/sys/user/max_user_namespaces', '0', 'user.max_user_namespaces'],
  ])('says what to do where %s is %s', (file, value, setting) => {
    writeFileSync(join(dir.path, 'dist/chrome-sandbox'), '')
    const obstacle = sandboxObstacle(electron, kernelWith(file, value))
    expect(obstacle).toContain(`(${setting})`)
    expect(obstacle).toContain(`sudo chmod 4755 "${join(dir.path, 'dist/chrome-sandbox')}"`)
    expect(obstacle).not.toContain('\n')
  })

  test('has nothing to say where users may make namespaces, or the kernel knows no such setting', () => {
    const file = '/proc/sys/kernel/unprivileged_userns_clone'
    expect(sandboxObstacle(electron, kernelWith(file, '1'))).toBeUndefined()
    expect(sandboxObstacle(electron, kernelWith('/proc/none', '0'))).toBeUndefined()
    expect(sandboxObstacle(electron, { platform: 'darwin', read: () => '0' })).toBeUndefined()
  })

  test("accepts the helper only as root's and with the setuid bit", () => {
    const forbidden = kernelWith('/proc/sys/user/max_user_namespaces', '0')
    const helper = (uid: number, mode: number) => ({ ...forbidden, stat: () => ({ uid, mode }) })
    expect(sandboxObstacle(electron, helper(0, 0o104755))).toBeUndefined()
    expect(sandboxObstacle(electron, helper(1000, 0o104755))).toBeDefined()
    expect(sandboxObstacle(electron, helper(0, 0o100755))).toBeDefined()
  })

  test('looks beside the program for the helper', () => {
    const forbidden = kernelWith('/proc/sys/user/max_user_namespaces', '0')
    const helper = join(dir.path, 'dist/chrome-sandbox')
    writeFileSync(helper, '')
    chmodSync(helper, 0o4755)
    // Tests run as root in containers, and as an ordinary user elsewhere: only root's helper is a helper.
    const isRoot = process.getuid?.() === 0
    expect(sandboxObstacle(electron, forbidden) === undefined).toBe(isRoot)
  })
})
