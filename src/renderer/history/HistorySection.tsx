import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Backup, HistoryInfo } from '#shared/history.ts'
import { useAction } from '../actions/use-action.ts'
import { useEngine, useNow } from '../connection/hooks.ts'
import { Facts } from '../details/Facts.tsx'
import { useFetched } from '../details/use-fetched.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { formatMoment } from '../format/format-moment.ts'
import { formatValue, MISSING } from '../format/format-value.ts'
import { ConfigSection } from '../settings/SchemaSections.tsx'
import classes from './history.module.css'
import { rowsWords, storeWords } from './store-words.ts'

const AGAIN_MS = 30_000

/** Where the history is kept, how large it is, its copies, and for how long it is kept. */
export function HistorySection() {
  const engine = useEngine()
  const now = useNow(AGAIN_MS)
  const [done, setDone] = useState(0)
  const info = useFetched(() => engine.call('historyInfo', undefined), `${now} ${done}`)
  const backups = useFetched(() => engine.call('historyBackups', undefined), `${now} ${done}`)
  const again = () => setDone(done + 1)
  return (
    <>
      {info.refusal !== '' && <p role="alert">{info.refusal}</p>}
      {info.value && <StoreFacts info={info.value} />}
      {info.value?.store === 'sqlite' && (
        <Backups backups={backups.value} refusal={backups.refusal} onDone={again} />
      )}
      <h3 className={classes.subtitle}>How it is kept</h3>
      <ConfigSection name="history" />
    </>
  )
}

function StoreFacts({ info }: { readonly info: HistoryInfo }) {
  return (
    <div className={classes.store}>
      {info.problem !== null && <p role="alert">{info.problem}</p>}
      <Facts
        facts={[
          ['Kept in', storeWords(info.store)],
          ['Size', formatValue(info.bytes, 'B')],
          ['Since', info.firstAt === null ? MISSING : formatMoment(info.firstAt)],
          ['Latest', info.lastAt === null ? MISSING : formatMoment(info.lastAt)],
          ...(info.place === '' ? [] : [['Place', info.place] as const]),
          ['Rows', rowsWords(info.rows)],
        ]}
      />
    </div>
  )
}

interface BackupsProps {
  readonly backups: readonly Backup[] | null
  readonly refusal: string
  readonly onDone: () => void
}

/** Copies of the history in the data directory: made while watching goes on, and put back after a question. */
function Backups({ backups, refusal, onDone }: BackupsProps) {
  const engine = useEngine()
  const dialogs = useDialogs()
  const { busy, run } = useAction()
  const backUp = async () => {
    if (await run('Backing up', () => engine.call('backupHistory', undefined), 'Backed up')) onDone()
  }
  const restore = async ({ name, at }: Backup) => {
    const sure = await dialogs.confirm({
      title: 'Restore the history?',
      text: `What is remembered is replaced by the backup of ${formatMoment(at)}. What there is now is kept as a backup itself. Watching goes on.`,
      action: 'Restore',
    })
    if (!sure) return
    if (await run('Restoring', () => engine.call('restoreHistory', { name }), 'Restored')) onDone()
  }
  return (
    <section className={classes.store} aria-labelledby="backups-title">
      <h3 id="backups-title" className={classes.subtitle}>
        Backups
      </h3>
      {refusal !== '' && <p role="alert">{refusal}</p>}
      {backups?.length === 0 && <p className={classes.dimmed}>There is none yet.</p>}
      <ul className={classes.backups}>
        {backups
          ?.toSorted((a, b) => b.at - a.at)
          .map(backup => (
            <li key={backup.name}>
              <span>{backup.name}</span>
              <span className={classes.dimmed}>{formatMoment(backup.at)}</span>
              <span className={classes.size}>{formatValue(backup.bytes, 'B')}</span>
              <Button
                disabled={busy}
                aria-label={`Restore the backup of ${formatMoment(backup.at)}`}
                onClick={() => void restore(backup)}
              >
                Restore
              </Button>
            </li>
          ))}
      </ul>
      <Button loading={busy} onClick={() => void backUp()}>
        Back up now
      </Button>
    </section>
  )
}
