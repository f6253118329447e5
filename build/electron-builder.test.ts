import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Configuration, Packager, Platform } from 'app-builder-lib'
import { AppInfo } from 'app-builder-lib/out/appInfo.js'
import { LinuxPackager } from 'app-builder-lib/out/linuxPackager.js'
import { LinuxTargetHelper } from 'app-builder-lib/out/targets/LinuxTargetHelper.js'
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeTempDir, type TempDir } from '#demo/programs/temp-dir.ts'

// What loads the configuration would leave a folder with its compiled form in the system's temporary directory.
vi.hoisted(() => {
  process.env.JITI_FS_CACHE = 'false'
})

const ROOT = join(import.meta.dirname, '..')
const isDesktopFileValidateThere = spawnSync('desktop-file-validate', ['--help']).error === undefined

afterEach(() => {
  vi.unstubAllEnvs()
})

/** The configuration as it is with these variables. */
async function configWith(env: Readonly<Record<string, string>>): Promise<Configuration> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  vi.resetModules()
  return (await import('./electron-builder.ts')).default
}

/** electron-builder with the configuration that it finds by itself, which it has checked against its own schema. */
async function loadedPackager(): Promise<Packager> {
  const packager = new Packager({ projectDir: ROOT, targets: Platform.LINUX.createTarget() })
  await packager.validateConfig()
  return packager
}

describe('the configuration of electron-builder', () => {
  test('is found and valid, and the check would notice if it were not', async () => {
    const { config } = await loadedPackager()
    expect(config.appId).toBe('dev.traylight.Traylight')
    const misspelt = { ...(await configWith({})), productNaame: 'Traylight' }
    await expect(validateConfiguration(misspelt, new DebugLogger(false))).rejects.toThrow('productNaame')
  })

  test('packages the Electron of the lock file, held to the checksums in its package', async () => {
    const { config } = await loadedPackager()
    const installed = JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8'))
    expect(config.electronVersion).toBe(installed.version)
    expect(config.electronDownload).toMatchObject({
      checksums: {
        [`electron-v${installed.version}-linux-x64.zip`]: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
  })

  test('leaves no way to run other code with the installed program', async () => {
    const { config } = await loadedPackager()
    expect(config.asar).toBe(true)
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  test('never asks for a start without the sandbox', async () => {
    const { config } = await loadedPackager()
    expect(JSON.stringify(config)).not.toContain('no-sandbox')
    // Its older tools put that into the launcher entry of an AppImage by themselves.
    expect(config.toolsets?.appimage).not.toBe('0.0.0')
    expect(config.toolsets?.appimage).toBeDefined()
  })

  test('names only files that are there', async () => {
    const { config } = await loadedPackager()
    const { mac, win, linux } = config
    const named = [mac?.icon, mac?.entitlements, mac?.entitlementsInherit, win?.icon, linux?.icon]
    for (const file of named) expect(existsSync(join(ROOT, file ?? 'missing')), String(file)).toBe(true)
    const icons = readdirSync(join(ROOT, linux?.icon ?? ''))
    expect(icons).toEqual(expect.arrayContaining(['16x16.png', '48x48.png', '256x256.png', '512x512.png']))
    const unpacked = ['node_modules/node-notifier/vendor', 'resources/notification', 'resources/sounds']
    for (const folder of unpacked) expect(readdirSync(join(ROOT, folder))).not.toEqual([])
    expect(config.asarUnpack).toEqual(unpacked.map(folder => `${folder}/**`))
  })

  test('makes the installers of each system, under names that differ', async () => {
    const { config } = await loadedPackager()
    const targets = [config.linux, config.mac, config.win].map(system => JSON.stringify(system?.target))
    expect(targets).toEqual([
      '["deb","rpm","AppImage"]',
      '[{"target":"dmg","arch":["x64","arm64"]},{"target":"zip","arch":["x64","arm64"]}]',
      '[{"target":"nsis","arch":["x64"]},{"target":"portable","arch":["x64"]}]',
    ])
    const names = [config, config.deb, config.rpm, config.nsis, config.portable].map(
      item => item?.artifactName,
    )
    expect(new Set(names).size).toBe(names.length)
  })

  test('without an address for updates, the app looks for none and need not be signed', async () => {
    const config = await configWith({ TRAYLIGHT_UPDATES_URL: '' })
    expect(config).toMatchObject({ publish: null, forceCodeSigning: false })
  })

  test('with an address for updates, what is not signed is not made, and Windows checks who signed', async () => {
    const config = await configWith({
      TRAYLIGHT_UPDATES_URL: 'https://example.org/updates',
      TRAYLIGHT_PUBLISHER: 'Example GmbH',
    })
    await validateConfiguration(config, new DebugLogger(false))
    expect(config).toMatchObject({
      publish: { provider: 'generic', url: 'https://example.org/updates' },
      forceCodeSigning: true,
      win: { verifyUpdateCodeSignature: true, signtoolOptions: { publisherName: ['Example GmbH'] } },
      mac: { hardenedRuntime: true },
    })
  })

  test('on macOS the app is in the menu bar alone, and may do no more than compile scripts', async () => {
    const { config } = await loadedPackager()
    expect(config.mac?.extendInfo).toEqual({ LSUIElement: true })
    const entitlements = readFileSync(join(ROOT, config.mac?.entitlements ?? ''), 'utf8')
    expect(entitlements.match(/<key>.*<\/key>/g)).toEqual(['<key>com.apple.security.cs.allow-jit</key>'])
  })
})

describe('the launcher entry on Linux', () => {
  let dir: TempDir
  beforeEach(async () => {
    dir = await makeTempDir('launcher')
  })
  afterEach(() => dir.remove())

  test('opens links into the dashboard, and belongs to the window', async () => {
    const packager = await loadedPackager()
    packager._appInfo = new AppInfo(packager, null)
    const helper = new LinuxTargetHelper(new LinuxPackager(packager))
    const entry = await helper.computeDesktopEntry(packager.config.linux ?? {})
    const file = join(dir.path, `${helper.getDesktopFileName()}.desktop`)
    writeFileSync(file, entry)
    expect(file).toBe(join(dir.path, 'traylight.desktop'))
    const lines = entry.split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        'Name=Traylight',
        'Exec=/opt/Traylight/traylight %U',
        'Icon=traylight',
        'StartupWMClass=traylight',
        'StartupNotify=true',
        'MimeType=x-scheme-handler/traylight;',
        'Categories=System;Monitor;',
      ]),
    )
    if (isDesktopFileValidateThere) {
      const { status, stdout } = spawnSync('desktop-file-validate', [file], { encoding: 'utf8' })
      expect([status, stdout]).toEqual([0, ''])
    }
  })
})
