import { describe, expect, it } from 'vitest'
import { type McpBodyForm, McpMessageLimit } from './mcp-message-limit.ts'

/** What a body is found to be when it arrives at once; the same must be found when it arrives in pieces, a small one byte by byte. */
function measure(form: McpBodyForm, body: string | Buffer): string | null {
  const bytes = Buffer.from(body)
  const whole = new McpMessageLimit(form).take(bytes)
  const limit = new McpMessageLimit(form)
  const length = bytes.length < 10_000 ? 1 : 997
  let piecemeal: string | null = null
  for (let start = 0; start < bytes.length && piecemeal === null; start += length) {
    piecemeal = limit.take(bytes.subarray(start, start + length))
  }
  expect(piecemeal).toBe(whole)
  return whole
}
const open = (levels: number) => '['.repeat(levels)
const DEEP = open(101)

describe('the limit of a JSON body', () => {
  it.each([
    ['100 levels', open(100)],
    ['many members of few levels', `[${'{"a":[]},'.repeat(500)}0]`],
    ['brackets inside a string', JSON.stringify({ text: `"${DEEP}\\` })],
    ['1 MiB', ' '.repeat(1024 * 1024)],
  ])('is kept by %s', (_, body) => {
    expect(measure('json', body)).toBeNull()
  })

  it.each([
    ['101 levels', DEEP, 'too-deep'],
    ['101 levels of objects and lists', '{"a":['.repeat(51), 'too-deep'],
    ['101 levels behind a string that ends in a backslash', `["\\\\",${open(100)}`, 'too-deep'],
    ['101 levels behind a byte order mark', `\uFEFF${DEEP}`, 'too-deep'],
    ['more than 1 MiB', ' '.repeat(1024 * 1024 + 1), 'too-large'],
  ])('is not kept by %s', (_, body, excess) => {
    expect(measure('json', body)).toBe(excess)
  })
})

describe('the limit of an event stream', () => {
  it.each([
    ['a stream of small events', `data: ${open(60)}\n\n`.repeat(20)],
    ['events that end with CR and LF', `data: ${open(60)}\r\n\r\n`.repeat(20)],
    ['events that end with CR', `data: ${open(60)}\r\r`.repeat(20)],
    ['other fields', `: ${DEEP}\nid: ${DEEP}\ndatum: ${DEEP}\ndata\n${DEEP}\n\n`],
    ['more than 1 MiB in several events', `data: ${'x'.repeat(400_000)}\n\n`.repeat(3)],
  ])('is kept by %s', (_, body) => {
    expect(measure('event-stream', body)).toBeNull()
  })

  it.each([
    ['a nested event', `event: message\ndata:${DEEP}\n\n`, 'too-deep'],
    ['one after others', `data: {}\n\ndata: ${DEEP}\n\n`, 'too-deep'],
    ['one over several lines', `data: ${open(60)}\ndata: ${open(60)}\n\n`, 'too-deep'],
    ['one over lines that end with CR and LF', `data: ${open(60)}\r\ndata: ${open(60)}\r\n`, 'too-deep'],
    [
      'a comment that would close it',
      `data: ${open(60)}\n: ${']'.repeat(60)}\ndata: ${open(60)}`,
      'too-deep',
    ],
    ['a comment that would begin a string', `: "\ndata: ${DEEP}`, 'too-deep'],
    ['a line that would begin a string', `data: "\\\ndata: ${DEEP}`, 'too-deep'],
    ['lines that would close what is not open', `data: ${']'.repeat(99)}\ndata: ${DEEP}`, 'too-deep'],
    ['a byte order mark before it', `\uFEFFdata: ${DEEP}`, 'too-deep'],
    ['an event of more than 1 MiB', `data: ${'x'.repeat(1024 * 1024)}\n\n`, 'too-large'],
    ['more than 1 MiB of lines without an end', 'data: {}\r\n'.repeat(120_000), 'too-large'],
  ])('is not kept by %s', (_, body, excess) => {
    expect(measure('event-stream', body)).toBe(excess)
  })
})
