import { categoryTitle } from '#shared/category.ts'
import type { SeriesHistory } from '#shared/history.ts'
import { levelWords, periodWords, presentWord, statusWord, watchedWords } from './about-report.ts'
import { amountWords } from './amount-words.ts'
import { BatchedSink } from './batched-sink.ts'
import { drawBand, drawChart } from './draw-chart.ts'
import { foreign, statusMark, svgOf, TABLE_END, tableHead } from './html-parts.ts'
import { REPORT_CSS } from './html-style.ts'
import { shownText } from './markup-text.ts'
import { type MonitorChart, type ReportDigest, reportDigest, type WatchedRow } from './report-digest.ts'
import type { ReportFormat } from './report-format.ts'
import {
  BAND_LEGEND,
  bandWords,
  chartWords,
  HOW_TO_READ,
  keyFigures,
  metricWords,
  OUTAGE_TITLES,
  outageWords,
  UPTIME_TITLES,
  uncountedWords,
  uptimeWords,
} from './report-words.ts'

/** Nothing is fetched and nothing runs, whatever a name may hold. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** One file with charts, for a browser, a mail or a printer. */
export const htmlFormat: ReportFormat = {
  name: 'html',
  title: 'HTML page',
  summary: 'One file with charts, to read, send or print.',
  extension: 'html',
  parts: [],
  async write(source, sink, signal) {
    const digest = await reportDigest(source, signal)
    const out = new BatchedSink(sink, signal)
    for (const piece of page(digest)) {
      const full = out.add(piece)
      if (full) await full
    }
    await out.flush()
  },
}

function* page(digest: ReportDigest): Iterable<string> {
  const { source, local } = digest
  const title = `Traylight report: ${source.host}, ${periodWords(source)}`
  yield `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n`
  yield `<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n`
  yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
  yield `<meta name="generator" content="Traylight ${shownText(source.version)}">\n`
  yield `<title>${shownText(title)}</title>\n<style>${REPORT_CSS}</style>\n</head>\n<body>\n`
  yield `<header><h1>Traylight report: ${foreign(source.host)}</h1><span>${shownText(periodWords(source))}</span></header>\n<main>\n`
  yield* answer(digest)
  yield* outages(digest)
  yield* uptime(digest)
  yield* charts(digest)
  yield* machine(digest)
  yield '</main>\n<footer class="soft"><h2>How to read this</h2>\n'
  for (const words of HOW_TO_READ) yield `<p>${words}</p>\n`
  yield `<p>Moments are those of ${local.timeZone}. The history is in ${levelWords(source.level)}. Made on ${local.longDay(source.madeAt)} at ${local.clock(source.madeAt)} by Traylight ${shownText(source.version)}.</p>\n`
  yield '</footer>\n</body>\n</html>\n'
}

function* answer(digest: ReportDigest): Iterable<string> {
  const { source, wrong, local } = digest
  const { status, line } = source.health
  yield `<div class="answer">${statusMark(status)}<div><p class="word">${presentWord(source)}</p>`
  yield `<p>${foreign(line)}</p><p class="soft">When this was made, ${local.moment(source.madeAt)}: ${watchedWords(source)}.</p></div></div>\n`
  if (wrong.length > 0) {
    yield '<ul class="wrong" aria-label="Wrong now">\n'
    for (const { name, status: its, message, muted } of wrong) {
      const words = `${statusWord(its)}${muted ? ', muted' : ''}`
      yield `<li>${statusMark(its)}<div>${foreign(name)} <span class="soft">${words}</span><br><span class="soft">${foreign(message)}</span></div></li>\n`
    }
    yield '</ul>\n'
  }
  yield '<h2>The period at a glance</h2>\n<dl class="figures">'
  for (const { value, label } of keyFigures(digest)) yield `<div><dt>${label}</dt><dd>${value}</dd></div>`
  yield '</dl>\n'
}

function* outages(digest: ReportDigest): Iterable<string> {
  yield '<h2>What was wrong</h2>\n'
  if (digest.outageCount === 0) {
    yield '<p>Nothing was unhealthy in this time.</p>\n'
    return
  }
  const left = digest.outageCount - digest.outages.length
  yield tableHead(
    OUTAGE_TITLES.map(title => ({ title })),
    'Outages, longest first',
  )
  for (const outage of digest.outages) {
    const [what = '', since = '', lasted = '', why = ''] = outageWords(outage, digest)
    yield `<tr><th scope="row">${foreign(what)}</th><td class="when">${since}</td><td class="when">${lasted}</td><td class="reason">${foreign(why)}</td></tr>\n`
  }
  yield TABLE_END
  if (left > 0) yield `<p class="soft">And ${left} more that were shorter.</p>\n`
}

function* uptime(digest: ReportDigest): Iterable<string> {
  const { rows } = digest
  yield '<h2>Uptime</h2>\n'
  if (rows.length === 0) {
    yield '<p>Nothing was watched in this time.</p>\n'
    return
  }
  yield tableHead(
    [
      ...[{ title: 'Name' }, { title: 'The period' }],
      ...UPTIME_TITLES.map(title => ({ title, isNumber: true })),
    ],
    'Uptime, worst first',
  )
  for (const row of rows) yield uptimeRow(row)
  yield TABLE_END
  const items = BAND_LEGEND.map(([state, words]) => {
    const drawing = drawBand([{ from: 0, to: 1, state }], 14, 12)
    return `<li>${svgOf(drawing, '', 'bar')}${words}</li>`
  })
  yield `<ul class="legend">${items.join('').replaceAll(' role="img" aria-label=""', ' aria-hidden="true"')}</ul>\n`
  const uncounted = uncountedWords(digest)
  if (uncounted !== null) yield `<p class="soft">${uncounted}</p>\n`
}

function uptimeRow(row: WatchedRow): string {
  const { name, category, kind, status, band, slo } = row
  const words = uptimeWords(row).map((text, index) => {
    const isMissed = (index === 0 || index === 3) && slo.availability !== null && slo.leftMs < 0
    return `<td class="number${isMissed ? ' bad' : ''}">${text}</td>`
  })
  const group = kind === 'backend' ? 'Backend' : categoryTitle(category)
  const mark = status === null ? '' : `${statusMark(status)} `
  return (
    `<tr><th scope="row">${mark}${foreign(name)}<span class="group">${shownText(group)}</span></th>` +
    `<td>${svgOf(drawBand(band, 168, 16), bandWords(row), 'strip')}</td>${words.join('')}</tr>\n`
  )
}

function* charts(digest: ReportDigest): Iterable<string> {
  if (digest.charts.length === 0) return
  const { rows } = digest
  yield '<h2>Response times</h2>\n<div class="charts">\n'
  for (const chart of digest.charts) yield monitorFigure(chart, digest)
  yield '</div>\n'
  const left = rows.filter(({ summary }) => summary?.p50 != null).length - digest.charts.length
  if (left > 0) yield `<p class="soft">The worst are drawn; ${left} more are in the table above.</p>\n`
}

function monitorFigure({ row, history }: MonitorChart, digest: ReportDigest): string {
  const { name, band, status } = row
  const { fromMs, toMs } = digest.source.request
  const drawing = drawChart(history, { fromMs, toMs, local: digest.local, band })
  const mark = status === null ? '' : `${statusMark(status)} `
  return (
    `<figure><figcaption><h3>${mark}${foreign(name)}</h3><span class="soft">${chartWords(row)}</span></figcaption>` +
    `${svgOf(drawing, `Response times. ${bandWords(row)}`)}</figure>\n`
  )
}

function* machine(digest: ReportDigest): Iterable<string> {
  const { metrics } = digest.source.health
  if (metrics.length === 0 && digest.metrics.length === 0) return
  yield '<h2>The machine</h2>\n<div class="charts">\n'
  for (const history of digest.metrics) yield metricFigure(history, digest)
  yield '</div>\n'
}

function metricFigure(history: SeriesHistory, digest: ReportDigest): string {
  const { fromMs, toMs } = digest.source.request
  const now = digest.source.health.metrics.find(({ id }) => id === history.id)
  const drawing = drawChart(history, { fromMs, toMs, local: digest.local, band: [] })
  const words = metricWords(history, digest)
  const value = now === undefined ? '' : `Now ${amountWords(now.value, now.unit)}, ${now.status}. `
  return (
    `<figure><figcaption><h3>${foreign(history.name)}</h3><span class="soft">${shownText(`${value}${words}`)}</span></figcaption>` +
    `${svgOf(drawing, `${history.name}: ${words}`)}</figure>\n`
  )
}
