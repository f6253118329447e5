import { Button, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { type RefObject, useEffect, useId, useRef } from 'react'
import type { StageView } from '#shared/views.ts'
import { useLive } from '../connection/hooks.ts'
import { ActList } from './ActList.tsx'
import { BrokenCount } from './BrokenCount.tsx'
import classes from './director.module.css'
import { NextStep } from './NextStep.tsx'
import { PlayButton } from './PlayButton.tsx'
import { ScriptLine } from './ScriptLine.tsx'
import { useDirector } from './use-director.ts'
import { useDockHeight } from './use-dock-height.ts'
import { useSteering } from './use-steering.ts'

/** A line at the bottom of every screen that says what the demo does next; unfolded, everything that can be broken. */
export function Director({ stage }: { readonly stage: StageView }) {
  const [opened, toggle] = useDirector()
  const reachable = useLive(state => state.connection === 'live')
  const { steer, busy } = useSteering()
  const dock = useRef<HTMLElement>(null)
  const fold = useRef<HTMLButtonElement>(null)
  const listId = useId()
  useDockHeight(dock)
  useFocusOnOpening(opened, fold)
  const hasScript = stage.script.length > 0
  return (
    <section
      ref={dock}
      className={classes.dock}
      aria-label="Director"
      data-old={!reachable || undefined}
      onKeyDown={event => {
        if (event.key === 'Escape' && opened) {
          toggle()
          fold.current?.focus()
        }
      }}
    >
      <div className={classes.line}>
        <UnstyledButton
          ref={fold}
          className={classes.fold}
          aria-expanded={opened}
          aria-controls={opened ? listId : undefined}
          title={opened ? 'Fold the director (D)' : 'Show what can be broken (D)'}
          onClick={toggle}
        >
          {opened ? <IconChevronDown size={16} aria-hidden /> : <IconChevronUp size={16} aria-hidden />}
          Director
        </UnstyledButton>
        {hasScript && (
          <>
            <PlayButton playing={stage.playing} disabled={!reachable} onSteer={steer} />
            <NextStep stage={stage} />
            <ScriptLine stage={stage} />
          </>
        )}
        <BrokenCount acts={stage.acts} />
        <Button
          data-disabled={busy}
          aria-disabled={busy}
          disabled={!reachable}
          title={stage.playing ? 'Heals everything, and pauses the script' : 'Heals everything'}
          onClick={() => !busy && steer('Healing everything', { do: 'heal-all' })}
        >
          Heal everything
        </Button>
      </div>
      {opened && <ActList id={listId} acts={stage.acts} reachable={reachable} />}
    </section>
  )
}

/** It stands at the end of the page, so who opens it from elsewhere is taken there; not with the page's first sight. */
function useFocusOnOpening(opened: boolean, target: RefObject<HTMLElement | null>): void {
  const wasOpened = useRef(opened)
  useEffect(() => {
    if (opened && !wasOpened.current) target.current?.focus({ preventScroll: true })
    wasOpened.current = opened
  }, [opened, target])
}
