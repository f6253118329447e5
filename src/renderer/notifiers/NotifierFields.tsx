import type { ItemFormProps } from '../item-lists/ItemDrawer.tsx'
import { KindPicker } from '../plug-ins/KindPicker.tsx'
import { PlugInFields } from '../plug-ins/PlugInFields.tsx'
import { withoutKind, withPlugIn } from '../plug-ins/plug-in-field.ts'
import classes from './notifiers.module.css'
import { notifierKindOf, TARGET } from './notifiers-list.ts'

/** The form of a notifier: its kind, where to get what it asks for, and what it asks for. */
export function NotifierFields({ form, suggestions, settings: { kinds } }: ItemFormProps) {
  const kind = notifierKindOf(kinds, form.value)
  return (
    <>
      <KindPicker
        label="Kind of notifier"
        question="Where should people be told?"
        kinds={kinds.notifiers}
        chosen={kind}
        onChoose={next => form.change(withPlugIn(form.value, TARGET, next))}
        onClear={() => form.change(withoutKind(form.value, TARGET))}
      />
      {kind && kind.setUp !== '' && <p className={classes.setUp}>{kind.setUp}</p>}
      {kind && (
        <PlugInFields form={form} suggestions={suggestions} member={TARGET} what={`of ${kind.title}`} />
      )}
    </>
  )
}
