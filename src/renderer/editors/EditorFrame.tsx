import { Button, Drawer } from '@mantine/core'
import { type FormEvent, type ReactNode, useCallback, useRef, useState } from 'react'
import { Ago } from '../components/Ago.tsx'
import { ProblemList } from '../forms/ProblemList.tsx'
import { CloseQuestion } from './CloseQuestion.tsx'
import classes from './editor.module.css'
import { markFirstField } from './mark-first-field.ts'
import { TestResult } from './TestResult.tsx'
import type { EditorForm } from './use-editor-form.ts'
import { useFocusOnProblem } from './use-focus-on-problem.ts'

interface EditorFrameProps {
  readonly title: string
  /** On the button that does it. */
  readonly saveWords?: string
  /** On the button that tries it before it is saved. */
  readonly testWords?: string
  readonly form: EditorForm
  /** Whether there is something to save yet; until a kind is chosen there is not. */
  readonly ready: boolean
  readonly onSaved: () => void
  readonly onClose: () => void
  readonly children: ReactNode
}

/** The frame of every editor: title, problems that no field shows, the form, its test, and Save. */
export function EditorFrame(props: EditorFrameProps) {
  const { title, saveWords = 'Save', testWords = 'Test', form, ready, onSaved, onClose, children } = props
  const [asking, setAsking] = useState(false)
  const body = useRef<HTMLFormElement>(null)
  useFocusOnProblem(body, form.arrivedProblems, form.refusal)
  const appears = useCallback((element: HTMLFormElement | null) => {
    body.current = element
    markFirstField(element)
  }, [])
  const close = () => {
    if (form.dirty) setAsking(true)
    else onClose()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    // A form inside the page's other forms would otherwise save those as well.
    event.stopPropagation()
    if (ready && (await form.save())) onSaved()
  }
  return (
    <Drawer
      opened
      onClose={close}
      closeOnEscape={!asking}
      position="right"
      size={600}
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
      classNames={{ body: classes.body, content: classes.content, title: classes.title }}
    >
      <form ref={appears} className={classes.form} onSubmit={event => void submit(event)} noValidate>
        <div className={classes.fields}>
          {form.restoredFrom !== null && (
            <div className={classes.restored} role="status">
              <span>
                Unsaved changes from <Ago at={form.restoredFrom} /> are back. Secrets have to be entered
                again.
              </span>
              <Button size="compact-xs" onClick={form.discard}>
                Discard them
              </Button>
            </div>
          )}
          <ProblemList problems={form.problems.elsewhere} refusal={form.refusal} />
          {children}
        </div>
        <div className={classes.footer}>
          <TestResult test={form.test} />
          <div className={classes.buttons}>
            {form.canTest && (
              <Button
                onClick={() => void form.runTest()}
                loading={form.test.state === 'running'}
                disabled={!ready}
              >
                {testWords}
              </Button>
            )}
            <span className={classes.spacer} />
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="filled" loading={form.saving} disabled={!ready}>
              {saveWords}
            </Button>
          </div>
        </div>
      </form>
      {asking && (
        <CloseQuestion
          onStay={() => setAsking(false)}
          onKeep={onClose}
          onDiscard={() => {
            form.discard()
            onClose()
          }}
        />
      )}
    </Drawer>
  )
}
