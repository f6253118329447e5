import { expect, test } from 'vitest'
import { packager } from './packager.ts'

test('packages for this machine name nobody and take no updates', () => {
  expect(packager({ TRAYLIGHT_UPDATES_URL: '' })).toEqual({
    maintainer: 'Traylight local build <traylight@localhost>',
    homepage: 'http://localhost/',
    updatesUrl: null,
    publisherName: null,
  })
})

test('takes who makes them from the environment', () => {
  const made = packager({
    TRAYLIGHT_MAINTAINER: 'Operations <ops@example.org>',
    TRAYLIGHT_HOMEPAGE: 'https://example.org/traylight',
    TRAYLIGHT_UPDATES_URL: 'https://example.org/updates',
    TRAYLIGHT_PUBLISHER: 'Example GmbH',
  })
  expect(made).toEqual({
    maintainer: 'Operations <ops@example.org>',
    homepage: 'https://example.org/traylight',
    updatesUrl: 'https://example.org/updates',
    publisherName: 'Example GmbH',
  })
})

test.each([
  ['TRAYLIGHT_MAINTAINER', 'Operations'],
  ['TRAYLIGHT_MAINTAINER', 'A\nB <ops@example.org>'],
  ['TRAYLIGHT_HOMEPAGE', 'example.org'],
  // Whoever stands between could answer with another program.
  ['TRAYLIGHT_UPDATES_URL', 'http://example.org/updates'],
])('refuses %s=%j and says why', (name, value) => {
  expect(() => packager({ [name]: value })).toThrow(name)
})
