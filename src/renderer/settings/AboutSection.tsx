import { formatDuration } from '#shared/format-duration.ts'
import { useLive, useNow } from '../connection/hooks.ts'
import { Facts } from '../details/Facts.tsx'
import { formatMoment } from '../format/format-moment.ts'
import classes from './settings.module.css'
import { UpdatesRow } from './UpdatesRow.tsx'

/** What runs here, since when, and where it keeps its things. */
export function AboutSection() {
  const info = useLive(state => state.info)
  const now = useNow(1000)
  if (info === null) return null
  return (
    <div className={classes.form}>
      <Facts
        facts={[
          ['Version', `Traylight ${info.version}`],
          ['Host', info.host],
          ['Platform', info.platform],
          ['Node', info.nodeVersion],
          [
            'Running for',
            <span key="running" title={`since ${formatMoment(info.startedAt)}`}>
              {formatDuration(now - info.startedAt)}
            </span>,
          ],
          ['Data directory', info.dataDir],
          ['Configuration', info.config.path],
          ['Licence', 'MIT'],
        ]}
      />
      <UpdatesRow />
    </div>
  )
}
