import '@mantine/notifications/styles.css'
import { Notifications } from '@mantine/notifications'
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import type { Target } from '#shared/views.ts'
import { MuteUntilDialog } from '../mutes/MuteUntilDialog.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'
import {
  type Dialogs,
  DialogsContext,
  type EditorRequest,
  type ExportChoice,
  type Question,
} from './dialogs.ts'
import { useOpener } from './use-opener.ts'

const EditorDrawer = lazy(() =>
  import('../editors/EditorDrawer.tsx').then(module => ({ default: module.EditorDrawer })),
)

const ProfileDrawer = lazy(() =>
  import('../profiles/ProfileDrawer.tsx').then(module => ({ default: module.ProfileDrawer })),
)

const ExportDialog = lazy(() =>
  import('../reports/ExportDialog.tsx').then(module => ({ default: module.ExportDialog })),
)

interface Asked {
  readonly question: Question
  readonly answer: (yes: boolean) => void
}

/** Holds the dialogs that any part of the page may open, and the short messages about what was done. */
export function DialogHost({ children }: { readonly children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const [editor, setEditor] = useState<{ readonly request: EditorRequest; readonly turn: number } | null>(
    null,
  )
  const [muting, setMuting] = useState<{ readonly targets: readonly Target[]; readonly what: string } | null>(
    null,
  )
  const [profile, setProfile] = useState<string | null>(null)
  const [exporting, setExporting] = useState<{ readonly chosen: ExportChoice | null } | null>(null)
  const opener = useOpener()
  const dialogs = useMemo<Dialogs>(
    () => ({
      confirm: question => new Promise(answer => setAsked({ question, answer })),
      openEditor: request => {
        opener.remember()
        setEditor(before => ({ request, turn: (before?.turn ?? 0) + 1 }))
      },
      openProfile: name => {
        opener.remember()
        setProfile(name)
      },
      openExport: chosen => {
        opener.remember()
        setExporting(before => before ?? { chosen: chosen ?? null })
      },
      muteUntilDate: (targets, what) => setMuting({ targets, what }),
    }),
    [opener],
  )
  const closeForm = () => {
    setEditor(null)
    setProfile(null)
    setExporting(null)
    opener.giveBack()
  }
  const answer = (yes: boolean) => {
    asked?.answer(yes)
    setAsked(null)
  }
  return (
    <DialogsContext value={dialogs}>
      {children}
      {editor && (
        <Suspense fallback={null}>
          <EditorDrawer key={editor.turn} request={editor.request} onClose={closeForm} />
        </Suspense>
      )}
      {profile !== null && (
        <Suspense fallback={null}>
          <ProfileDrawer key={profile} name={profile} onClose={closeForm} />
        </Suspense>
      )}
      {exporting && (
        <Suspense fallback={null}>
          <ExportDialog chosen={exporting.chosen} onClose={closeForm} />
        </Suspense>
      )}
      {muting && (
        <MuteUntilDialog targets={muting.targets} what={muting.what} onClose={() => setMuting(null)} />
      )}
      {asked && <ConfirmDialog question={asked.question} onAnswer={answer} />}
      <Notifications position="bottom-left" limit={4} transitionDuration={0} />
    </DialogsContext>
  )
}
