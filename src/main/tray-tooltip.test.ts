import { describe, expect, it } from 'vitest'
import { trayTooltip } from './tray-tooltip.ts'

const title = 'Traylight: 1 unhealthy: Redis, since 14:32'
const seen = '3 incidents since 12:00, 2 recovered'
const reason = 'Redis refused the connection on 127.0.0.1:6379. Is it running?'

describe('the tooltip of the tray', () => {
  it('is the answer and all there is to add, a line each', () => {
    expect(trayTooltip({ title, details: `${seen}\n${reason}` }, 'linux')).toBe(
      `${title}\n${seen}\n${reason}`,
    )
    expect(trayTooltip({ title, details: '' }, 'darwin')).toBe(title)
  })

  it('has on Windows the lines that fit whole, and none after one that does not', () => {
    expect(trayTooltip({ title, details: `${seen}\n${reason}\nshort` }, 'win32')).toBe(`${title}\n${seen}`)
    expect(trayTooltip({ title, details: reason }, 'win32')).toBe(`${title}\n${reason}`)
    expect(trayTooltip({ title: 'T'.repeat(120), details: seen }, 'win32')).toBe('T'.repeat(120))
  })
})
