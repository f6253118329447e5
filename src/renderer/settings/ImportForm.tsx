import { Button, FileButton, Radio, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ProcedureOutput } from '#shared/contract.ts'
import { useAction } from '../actions/use-action.ts'
import { useEngine } from '../connection/hooks.ts'
import { useDialogs } from '../dialogs/dialogs.ts'
import { problemSentence } from '../forms/problems.ts'
import { ImportSummary } from './ImportSummary.tsx'
import classes from './settings.module.css'

type Answer = ProcedureOutput<'importConfig'>
type Mode = 'merge' | 'replace'

/** Brings in a configuration: shows first what it would change, then does it. */
export function ImportForm() {
  const engine = useEngine()
  const dialogs = useDialogs()
  const { busy, run } = useAction()
  const [text, setText] = useState('')
  const [mode, setMode] = useState<Mode>('merge')
  const [preview, setPreview] = useState<Answer | null>(null)
  const edit = (next: string) => {
    setText(next)
    setPreview(null)
  }
  const look = () =>
    run('Reading the configuration', async () =>
      setPreview(await engine.call('importConfig', { text, mode, dryRun: true })),
    )
  const bringIn = async () => {
    if (preview?.ok && preview.removed.length > 0) {
      const sure = await dialogs.confirm({
        title: `Replace the configuration?`,
        text: `${preview.removed.length} will no longer be watched: ${preview.removed.slice(0, 10).join(', ')}.`,
        action: 'Replace',
      })
      if (!sure) return
    }
    await run('Importing', async () => {
      const answer = await engine.call('importConfig', { text, mode, dryRun: false })
      setPreview(answer.ok ? null : answer)
      if (answer.ok) setText('')
    })
  }
  return (
    <div className={classes.stack}>
      <h3 className={classes.subtitle}>Import</h3>
      <Textarea
        label="Configuration"
        description="YAML or JSON, pasted here or from a file."
        autosize
        minRows={6}
        maxRows={16}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        onChange={event => edit(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        <FileButton
          accept=".yaml,.yml,.json"
          onChange={file => file && void run('Reading the file', async () => edit(await file.text()))}
        >
          {props => <Button {...props}>Choose a file</Button>}
        </FileButton>
      </div>
      <Radio.Group
        label="What is there already"
        value={mode}
        onChange={next => {
          setMode(next === 'replace' ? 'replace' : 'merge')
          setPreview(null)
        }}
      >
        <Radio value="merge" label="Stays; the same ids are replaced" mt={8} />
        <Radio value="replace" label="Goes; only what is imported stays" mt={8} />
      </Radio.Group>
      {preview !== null && !preview.ok && (
        <div role="alert">
          <h4 className={classes.subtitle}>Not imported: {countProblems(preview.problems.length)}</h4>
          <ul className={classes.problems}>
            {preview.problems.map(problem => (
              <li key={problemSentence(problem)}>{problemSentence(problem)}</li>
            ))}
          </ul>
        </div>
      )}
      {preview?.ok && <ImportSummary summary={preview} />}
      <div className={classes.buttons}>
        {preview?.ok ? (
          <Button variant="filled" loading={busy} onClick={() => void bringIn()}>
            Import
          </Button>
        ) : (
          <Button loading={busy} disabled={text.trim() === ''} onClick={() => void look()}>
            See what would change
          </Button>
        )}
      </div>
    </div>
  )
}

function countProblems(count: number): string {
  return count === 1 ? 'there is a problem' : `there are ${count} problems`
}
