import { describe, expect, it } from 'vitest'
import { sampleReport } from '../../../test-support/sample-report.ts'
import { writtenReport } from '../../../test-support/written-report.ts'
import { htmlFormat } from './html.ts'

const page = async () => (await writtenReport(htmlFormat, await sampleReport())).toString()

describe('a report as an HTML page', () => {
  it('says first how things are, then what was wrong, longest first, then the uptime, worst first', async () => {
    const html = await page()
    const order = [
      '1 unhealthy: Mail relay',
      'at a glance',
      'What was wrong',
      'Uptime',
      'Response times',
      'The machine',
    ]
    const places = order.map(words => html.indexOf(words))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
    const [outages = '', uptime = ''] = html.split('<tbody>').slice(1)
    expect(outages).toMatch(
      /^\s*<tr><th scope="row"><bdi>Checkout API<\/bdi><\/th><td class="when">26 Mar 09:30<\/td><td class="when">2 h 41 min/,
    )
    expect(outages).toContain('1 h, not over')
    expect(uptime).toContain('98.31 %')
    expect(uptime.indexOf('Checkout API')).toBeLessThan(uptime.indexOf('Redis'))
    expect(html).toContain('for up to 3 h 30 min Traylight did not run')
  })

  it('tells how things are now from how they were in a time that is over', async () => {
    const source = await sampleReport()
    expect(await page()).toContain('<p class="word">Unhealthy now</p>')
    const stillGoing = { ...source, madeAt: source.request.toMs }
    const html = (await writtenReport(htmlFormat, stillGoing)).toString()
    expect(html).toContain('<p class="word">Unhealthy</p>')
  })

  it('says where something was watched for a part of the time only', async () => {
    const source = await sampleReport()
    const [first, ...others] = source.uptime
    const added = first && {
      ...first,
      windows: first.windows.map(times => ({ ...times, healthyMs: times.healthyMs - 2 * 86_400_000 })),
    }
    const uptime = added ? [added, ...others] : others
    const html = (await writtenReport(htmlFormat, { ...source, uptime })).toString()
    expect(html).toMatch(/for up to 2 d( \d+ h)? something was not watched yet/)
    expect(await page()).not.toContain('not watched yet')
  })

  it('runs nothing, fetches nothing and says so to the browser', async () => {
    const html = await page()
    expect(html).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    )
    expect(html).not.toMatch(/<(script|iframe|link|img|object)\b/i)
    expect(html).not.toMatch(/\b(href|src|on\w+)=/i)
    expect(html).not.toMatch(/url\(|@import/)
  })

  it('shows names as they were written, whatever they are', async () => {
    const html = await page()
    expect(html).toContain('<bdi>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;</bdi>')
    expect(html).toContain('<bdi>支付网关 🚦</bdi>')
    expect(html).toContain('Bell &amp; &quot;tab&quot;')
    for (const hidden of ['\u0007', '\u202e']) expect(html).not.toContain(hidden)
  })

  it('says every status in words, and describes every picture', async () => {
    const html = await page()
    const pictures = html.match(/<svg[^>]*>/g) ?? []
    expect(pictures.length).toBeGreaterThan(50)
    for (const picture of pictures) expect(picture).toMatch(/aria-label="[^"]+"|aria-hidden="true"/)
    for (const cell of html.match(/<th[ >][^>]*>/g) ?? []) expect(cell).toContain('scope="')
  })

  it('is readable where nothing was ever watched', async () => {
    const source = await sampleReport()
    const empty = {
      ...source,
      series: [],
      uptime: [],
      summaries: [],
      charts: async () => [],
      async *spans() {},
    }
    const html = (await writtenReport(htmlFormat, empty)).toString()
    expect(html).toContain('Nothing was unhealthy in this time.')
    expect(html).toContain('Nothing was watched in this time.')
    expect(html).not.toMatch(/NaN|undefined|Infinity/)
  })
})
