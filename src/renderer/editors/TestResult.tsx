import { ScrollArea } from '@mantine/core'
import { StatusMark } from '../components/StatusMark.tsx'
import { DetailsTable } from '../details/DetailsTable.tsx'
import { formatValue } from '../format/format-value.ts'
import classes from './editor.module.css'
import type { TestState } from './use-editor-form.ts'

/** What a test of the form found. */
export function TestResult({ test }: { readonly test: TestState }) {
  return (
    <div role="status" className={classes.test} data-state={test.state}>
      {test.state === 'running' && 'Testing…'}
      {test.state === 'done' && (
        <>
          <div className={classes.verdict}>
            <StatusMark status={test.result.status} />
            <span>{test.result.message}</span>
            {test.result.responseTimeMs !== null && (
              <span className={classes.dimmed}>{formatValue(test.result.responseTimeMs, 'ms')}</span>
            )}
          </div>
          <ScrollArea.Autosize
            mah="25vh"
            className={classes.testDetails}
            viewportProps={{ tabIndex: 0, 'aria-label': 'Details of the test', role: 'region' }}
          >
            <DetailsTable details={test.result.details} label="Details of the test" />
          </ScrollArea.Autosize>
        </>
      )}
    </div>
  )
}
