import { describe, expect, it } from 'vitest'
import { isOwnPage, pageOrigin } from './page-origin.ts'

const SERVER = { ELECTRON_RENDERER_URL: 'http://localhost:5173/' }

describe('where the page comes from', () => {
  it('is our own scheme; in development the server of the build', () => {
    expect(pageOrigin(true, {})).toBe('app://traylight')
    expect(pageOrigin(false, {})).toBe('app://traylight')
    expect(pageOrigin(false, SERVER)).toBe('http://localhost:5173')
  })

  it('is never a server for a packaged application, whatever its environment says', () => {
    expect(pageOrigin(true, SERVER)).toBe('app://traylight')
  })

  it.each([
    ['app://traylight/', true],
    ['app://traylight/#/monitor/redis', true],
    ['app://traylight', true],
    ['app://traylight.evil/', false],
    ['https://traylight/', false],
    ['about:blank', false],
    ['', false],
  ])('knows %j as its own: %s', (url, isOwn) => {
    expect(isOwnPage(url, 'app://traylight')).toBe(isOwn)
  })
})
