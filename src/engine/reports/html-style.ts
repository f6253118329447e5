import { STATUS_COLOURS } from '#shared/status-colours.ts'

const DARK = `
  --page: #1a1b1e; --ink: #e9ecef; --soft: #a6adb5; --hair: #373a40; --card: #212226; --line: #ced4da; --area: #ced4da33;
  --bad: #ff8787;`

/** The look of a report: the dashboard's calm on screen, ink on paper. Colour is spent on status and nothing else. */
export const REPORT_CSS = `
:root { color-scheme: light dark;
  --page: #fff; --ink: #212529; --soft: #5c636a; --hair: #dee2e6; --card: #fff; --line: #343a40; --area: #343a4026;
  --bad: #c92a2a;
  --healthy: ${STATUS_COLOURS.healthy}; --degraded: ${STATUS_COLOURS.degraded};
  --unhealthy: ${STATUS_COLOURS.unhealthy}; --unknown: ${STATUS_COLOURS.unknown}; }
@media screen and (prefers-color-scheme: dark) { :root {${DARK} } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px 48px; max-width: 1080px; background: var(--page); color: var(--ink);
  font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 14px; font-weight: 600; margin: 0; }
h2 { font-size: 18px; font-weight: 600; margin: 40px 0 12px; break-after: avoid; }
h3 { font-size: 14px; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
p { margin: 0 0 8px; } .soft { color: var(--soft); font-size: 12px; }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; justify-content: space-between; padding-bottom: 12px;
  border-bottom: 1px solid var(--hair); }
.mark { flex: none; vertical-align: -0.16em; width: 16px; height: 16px; }
.mark .glyph { fill: none; stroke: #fff; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.mark.degraded .glyph { stroke: #000; }
.answer { display: flex; gap: 16px; align-items: center; margin: 28px 0 24px; }
.answer .mark { width: 44px; height: 44px; }
.answer p { margin: 0; } .answer .word { font-size: 28px; line-height: 1.25; font-weight: 600; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin: 0; }
.figures div { border: 1px solid var(--hair); border-radius: 4px; padding: 12px 16px; display: flex; flex-direction: column-reverse;
  justify-content: flex-end; break-inside: avoid; }
.figures dd { margin: 0; font-size: 24px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figures dt { color: var(--soft); font-size: 12px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--hair); vertical-align: top; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: 12px; white-space: nowrap; vertical-align: bottom; }
tbody th { overflow-wrap: anywhere; min-width: 9em; } tr { break-inside: avoid; }
.number { text-align: right; white-space: nowrap; } .bad { color: var(--bad); font-weight: 600; }
.when { white-space: nowrap; } td.reason { overflow-wrap: anywhere; min-width: 14em; }
.group { color: var(--soft); font-size: 12px; display: block; }
.strip { width: 168px; height: 16px; display: block; margin-top: 3px; }
ul.wrong { list-style: none; margin: 0 0 24px; padding: 0; border-top: 1px solid var(--hair); }
ul.wrong li { display: flex; gap: 10px; padding: 8px 0; border-bottom: 1px solid var(--hair); }
ul.wrong .mark { margin-top: 3px; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(440px, 100%), 1fr)); gap: 28px 32px; }
figure { margin: 0; break-inside: avoid; min-width: 0; } figcaption { margin-bottom: 4px; }
figure > svg { width: 100%; height: auto; display: block; }
figure > svg text { font-size: 10px; fill: var(--soft); font-variant-numeric: tabular-nums; }
.healthy { fill: var(--healthy); } .degraded { fill: var(--degraded); } .unhealthy { fill: var(--unhealthy); }
.unknown { fill: var(--unknown); } .excused { fill: var(--unknown); opacity: 0.45; }
.mark.unknown path { fill: none; stroke: var(--unknown); stroke-width: 2; }
.line { fill: none; stroke: var(--line); stroke-width: 1.3; stroke-linejoin: round; stroke-linecap: round; }
.area { fill: var(--area); } .grid { fill: none; stroke: var(--hair); stroke-width: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; margin: 10px 0 0; padding: 0; color: var(--soft); font-size: 12px; }
.legend svg { width: 14px; height: 12px; margin-right: 6px; vertical-align: -1px; }
footer { margin-top: 48px; padding-top: 12px; border-top: 1px solid var(--hair); }
footer h2 { margin: 0 0 8px; font-size: 14px; }
@media print {
  :root { color-scheme: light; }
  @page { size: A4; margin: 15mm 13mm 18mm;
    @bottom-left { content: "Traylight report"; font: 8pt sans-serif; color: #5c636a; }
    @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #5c636a; } }
  body { max-width: none; padding: 0; font-size: 9pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { font-size: 12pt; margin: 22pt 0 6pt; } .soft, thead th, .figures dt, .group, .legend { font-size: 7.5pt; }
  .answer { margin: 14pt 0; } .answer .word { font-size: 18pt; } .figures dd { font-size: 15pt; }
  .figures { grid-template-columns: repeat(4, 1fr); }
  .charts { grid-template-columns: 1fr 1fr; gap: 16pt 18pt; } .strip { width: 120px; }
  th, td { padding: 3.5pt 8pt 3.5pt 0; } .scroll { overflow: visible; } tbody th { min-width: 0; } td.reason { min-width: 0; }
  thead { display: table-header-group; }
}
`
