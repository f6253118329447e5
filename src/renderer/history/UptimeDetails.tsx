import { formatDuration } from '#shared/format-duration.ts'
import { availability, type StatusTimes, type UptimeRow } from '#shared/history.ts'
import { routeHash } from '#shared/route.ts'
import { formatUptime } from '../format/format-uptime.ts'
import { MISSING } from '../format/format-value.ts'
import { historyRoute } from './history-route.ts'
import classes from './uptime.module.css'
import { WINDOW_WORDS } from './uptime-rows.ts'
import { budgetWords, burnRate, burnWords, knownMs, lastsWords, targetWords } from './uptime-words.ts'

const TIMES: readonly { readonly title: string; readonly of: (times: StatusTimes) => number }[] = [
  { title: 'Healthy', of: times => times.healthyMs },
  { title: 'Degraded', of: times => times.degradedMs },
  { title: 'Unhealthy', of: times => times.unhealthyMs },
  { title: 'Unknown', of: times => times.unknownMs },
  { title: 'Excused', of: times => times.excusedMs },
  { title: 'Not watched', of: times => times.unwatchedMs },
]

/** How long one thing had each status within each window, and its error budget in words. */
export function UptimeDetails({ row, watched }: { readonly row: UptimeRow; readonly watched: boolean }) {
  const { slo } = row
  const day = row.windows[0]
  const dayMs = day ? day.toMs - day.fromMs : 1
  const budget = [
    `Aims at ${targetWords(slo)}: ${budgetWords(slo)}`,
    ...(day ? [burnWords(burnRate(slo, day, dayMs))] : []),
  ].filter(Boolean)
  return (
    <>
      <div className={classes.scrolled}>
        <table className={classes.times} aria-label={`Times of ${row.name}`}>
          <thead>
            <tr>
              <th scope="col">Last</th>
              <th scope="col">Available</th>
              {TIMES.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              <th scope="col">Known</th>
            </tr>
          </thead>
          <tbody>
            {row.windows.map((window, index) => (
              <tr key={WINDOW_WORDS[index]}>
                <th scope="row">{WINDOW_WORDS[index]}</th>
                <td>{formatUptime(availability(window))}</td>
                {TIMES.map(({ title, of }) => (
                  <td key={title}>{of(window) === 0 ? MISSING : formatDuration(of(window))}</td>
                ))}
                <td>{Math.floor((knownMs(window) / (window.toMs - window.fromMs)) * 100)} %</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={classes.words}>
        {budget.join('; ')}. {day && lastsWords(slo, day, dayMs)}
      </p>
      <p className={classes.links}>
        <a href={routeHash(historyRoute(row))}>Show in charts</a>
        {watched && row.kind !== 'metric' && (
          <a href={routeHash({ page: row.kind, id: row.id })}>Open {row.name}</a>
        )}
      </p>
    </>
  )
}
