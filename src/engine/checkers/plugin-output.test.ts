import { describe, expect, it } from 'vitest'
import { readPerformanceData, readPluginOutput } from './plugin-output.ts'

describe('plug-in output', () => {
  it('is a message and performance data', () => {
    expect(readPluginOutput('DISK OK - free space: / 3326 MB | /=2643MB;5948;5958;0;5968\n')).toEqual({
      message: 'DISK OK - free space: / 3326 MB',
      longText: '',
      performanceData: [
        {
          label: '/',
          value: 2643,
          unit: 'MB',
          warning: '5948',
          critical: '5958',
          minimum: 0,
          maximum: 5968,
        },
      ],
      binary: false,
    })
  })

  it('has long text after the first line, with more performance data after its bar', () => {
    const read = readPluginOutput('OK | a=1\nfirst detail\nsecond detail | b=2s\nc=3%\n')
    expect(read.message).toBe('OK')
    expect(read.longText).toBe('first detail\nsecond detail')
    expect(read.performanceData).toEqual([
      { label: 'a', value: 1, unit: '' },
      { label: 'b', value: 2, unit: 's' },
      { label: 'c', value: 3, unit: '%' },
    ])
  })

  it('begins with the first line that says something', () => {
    expect(readPluginOutput('\n\n  All well  \n').message).toBe('All well')
  })

  it('loses escape sequences, control characters and changes of direction', () => {
    expect(readPluginOutput('\u001b[32mOK\u001b[0m\u0007 fine\u202e').message).toBe('OK fine')
  })

  it('is cut to a message that can be read', () => {
    const { message } = readPluginOutput('y'.repeat(60_000))
    expect(message).toHaveLength(300)
    expect(message.endsWith('…')).toBe(true)
  })

  it('is nothing but "binary" where it is no text', () => {
    expect(readPluginOutput('\u0000\ufffd\u0001\ufffd\u0002OK')).toEqual({
      message: '',
      longText: '',
      performanceData: [],
      binary: true,
    })
  })
})

describe('performance data', () => {
  it('keeps thresholds that are ranges as they are printed', () => {
    expect(readPerformanceData('load=0.5;10:20;@5:')).toEqual([
      { label: 'load', value: 0.5, unit: '', warning: '10:20', critical: '@5:' },
    ])
  })

  it('reads quoted labels with spaces, equals signs and quotes', () => {
    expect(readPerformanceData("'free space'=1GB 'a=b'=2 'it''s'=3")).toEqual([
      { label: 'free space', value: 1, unit: 'GB' },
      { label: 'a=b', value: 2, unit: '' },
      { label: "it's", value: 3, unit: '' },
    ])
  })

  it('has null for a value the plug-in could not tell, and takes negative and exponential ones', () => {
    expect(readPerformanceData('a=U b=-3.5C c=1e-3s;;;0').map(({ value }) => value)).toEqual([
      null,
      -3.5,
      0.001,
    ])
  })

  it('leaves out what is no performance data', () => {
    expect(readPerformanceData('nonsense =5 x= y=1.2.3 z=9')).toEqual([{ label: 'z', value: 9, unit: '' }])
  })

  it('reads a hundred values at the most', () => {
    expect(readPerformanceData('a=1 '.repeat(500))).toHaveLength(100)
  })

  it.each([
    ['quotes', "'".repeat(200_000)],
    ['one long word', 'x'.repeat(200_000)],
    ['one long number', `a=${'1'.repeat(200_000)}`],
    ['one long quoted label', `'${"a'='".repeat(50_000)}`],
  ])('takes a time that grows with the length only: %s', (_, text) => {
    const started = performance.now()
    readPerformanceData(text)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
