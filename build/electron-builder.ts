import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Configuration } from 'electron-builder'
import { APP_ID } from '../src/shared/app-id.ts'
import { electronChecksums } from './materials.ts'
import { lockedPackage, readPackageLock } from './package-lock.ts'
import { packager } from './packager.ts'
import { LIGHT_ENTRIES } from './shipment.ts'

const ROOT = join(import.meta.dirname, '..')

const { maintainer, homepage, updatesUrl, publisherName } = packager(process.env)

/** Helper programs of node-notifier by the system they are for. On Linux there are none. */
const WINDOWS_HELPERS = '!node_modules/node-notifier/vendor/{notifu,snoreToast}{,/**}'
const MAC_HELPERS = '!node_modules/node-notifier/vendor/{mac.noindex,terminal-notifier-LICENSE}{,/**}'

/** What goes into the app; given for each system, since electron-builder merges no list with a general one. */
const FILES = [
  'out/{main,preload,renderer}/**',
  'out/third-party-licenses.txt',
  'LICENSE',
  'resources/{app,notification,sounds,tray}/**',
  // The light shell's entries; the desktop shell has its own.
  ...LIGHT_ENTRIES.map(file => `!out/main/${file}`),
  '!**/.*{,/**}',
  // Electron brings a Node of its own.
  '!node_modules/node-{linux,win}-*{,/**}',
]

/** Installers of the desktop shell; docs/packaging.md says what they are, and what is signed. */
const config: Configuration = {
  appId: APP_ID,
  productName: 'Traylight',
  copyright: 'Copyright © 2026 The Traylight authors',
  extraMetadata: { homepage },
  directories: { output: 'dist', buildResources: 'build' },
  artifactName: '${name}-${version}-${os}-${arch}.${ext}',
  compression: 'normal',

  electronVersion: lockedPackage(readPackageLock(ROOT), 'node_modules/electron').version,
  // The runtime must be the one that the package in the lock file names, whoever serves it.
  electronDownload: { checksums: { ...electronChecksums(ROOT) } },
  npmRebuild: false,
  // A runtime that somebody names in electronDist comes with a program that loads any folder.
  afterExtract: ({ appOutDir }) => rm(join(appOutDir, 'resources/default_app.asar'), { force: true }),
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },

  asar: true,
  // Programs, and pictures and sounds that other programs open, must be real files.
  asarUnpack: ['node_modules/node-notifier/vendor/**', 'resources/notification/**', 'resources/sounds/**'],

  protocols: { name: 'Traylight', schemes: ['traylight'] },

  linux: {
    target: ['deb', 'rpm', 'AppImage'],
    executableName: 'traylight',
    syncDesktopName: true,
    icon: 'resources/app/linux',
    category: 'System;Monitor',
    synopsis: 'Health of this machine and your services in the system tray',
    description:
      'Watches a machine and the services on and around it, and says at a glance whether all is well.',
    maintainer,
    vendor: maintainer,
    desktop: {
      entry: {
        GenericName: 'Health monitor',
        Keywords: 'monitoring;health;status;uptime;tray;',
        StartupNotify: 'true',
      },
    },
    files: [...FILES, WINDOWS_HELPERS, MAC_HELPERS],
  },
  deb: {
    artifactName: '${name}_${version}_${arch}.${ext}',
    // The tray is spoken to over D-Bus; no library of indicators is needed.
    recommends: ['dbus-user-session'],
    packageCategory: 'admin',
    // Both have the same launcher entry and the same command.
    fpm: ['--conflicts', 'traylight-light', '--replaces', 'traylight-light'],
  },
  rpm: {
    artifactName: '${name}-${version}.${arch}.${ext}',
    packageCategory: 'Applications/System',
  },
  // The older tools need a library that current systems lack, and switch Chromium's sandbox off.
  toolsets: { appimage: '1.0.3' },

  mac: {
    target: [
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
    ],
    icon: 'resources/app/icon.icns',
    category: 'public.app-category.utilities',
    darkModeSupport: true,
    hardenedRuntime: true,
    gatekeeperAssess: false,
    entitlements: 'build/entitlements.mac.plist',
    entitlementsInherit: 'build/entitlements.mac.plist',
    // In the menu bar only, without a place in the Dock.
    extendInfo: { LSUIElement: true },
    files: [...FILES, WINDOWS_HELPERS],
  },
  dmg: { title: '${productName} ${version}' },

  win: {
    target: [
      { target: 'nsis', arch: ['x64'] },
      { target: 'portable', arch: ['x64'] },
    ],
    icon: 'resources/app/icon.ico',
    requestedExecutionLevel: 'asInvoker',
    verifyUpdateCodeSignature: true,
    signtoolOptions: {
      signingHashAlgorithms: ['sha256'],
      ...(publisherName === null ? {} : { publisherName: [publisherName] }),
    },
    files: [...FILES, MAC_HELPERS],
  },
  nsis: {
    artifactName: '${name}-${version}-setup-${arch}.${ext}',
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
  portable: { artifactName: '${name}-${version}-portable-${arch}.${ext}' },

  publish: updatesUrl === null ? null : { provider: 'generic', url: updatesUrl },
  // What brings updates with it must be signed, on the systems that know signatures.
  forceCodeSigning: updatesUrl !== null,
}

export default config
