import { Button } from '@mantine/core'
import { useState } from 'react'
import { WhatIsWrong } from '../components/WhatIsWrong.tsx'
import { useLive } from '../connection/hooks.ts'
import classes from './Attention.module.css'

/** So many problems stand on the Overview at first, so that tiles and services are still seen beneath. */
const AT_FIRST = 5

/** What is wrong, above everything else. Nothing at all when all is well. */
export function Attention() {
  const problems = useLive(state => state.overall?.problems ?? [])
  const [all, setAll] = useState(false)
  if (problems.length === 0) return null
  const hidden = problems.length - AT_FIRST
  return (
    <section className={classes.attention} aria-label="What is wrong">
      <WhatIsWrong problems={all ? problems : problems.slice(0, AT_FIRST)} />
      {hidden > 0 && (
        <Button
          variant="subtle"
          fullWidth
          radius={0}
          aria-expanded={all}
          onClick={() => setAll(before => !before)}
        >
          {all ? 'Show fewer' : `Show ${hidden} more`}
        </Button>
      )}
    </section>
  )
}
