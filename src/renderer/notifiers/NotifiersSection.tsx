import { useMemo } from 'react'
import { useEngine } from '../connection/hooks.ts'
import type { ItemForm } from '../item-lists/ItemDrawer.tsx'
import { RowLine } from '../item-lists/ItemRow.tsx'
import { ListSection } from '../item-lists/ListSection.tsx'
import settingsClasses from '../settings/settings.module.css'
import { useSettings } from '../settings/use-settings.ts'
import { DeliveryLog, LastDelivery } from './DeliveryLog.tsx'
import { latestByNotifier } from './delivery-words.ts'
import { NotifierFields } from './NotifierFields.tsx'
import { NOTIFIERS, notifierFields, notifierKindOf } from './notifiers-list.ts'
import { SendTest } from './SendTest.tsx'
import { useDeliveries } from './use-deliveries.ts'

/** Deliveries among which the latest of each notifier is looked for. */
const LOOKED_THROUGH = 500

/** The places that people are told at, and what was delivered there. */
export function NotifiersSection() {
  const engine = useEngine()
  const { value: settings } = useSettings()
  const { value: deliveries } = useDeliveries(LOOKED_THROUGH)
  const latest = useMemo(() => latestByNotifier(deliveries ?? []), [deliveries])
  const form = useMemo<ItemForm>(
    () => ({
      fieldsFor: ({ kinds }, value) => notifierFields(kinds, value),
      Fields: NotifierFields,
      isReady: ({ kinds }, value) => notifierKindOf(kinds, value) !== undefined,
      testWords: 'Send test',
      test: async notifier => {
        const answer = await engine.call('testNotifier', { notifier: { ...notifier } })
        if (!answer.ok) return answer
        const { message } = answer
        return {
          ok: true,
          result: { status: 'healthy', message, responseTimeMs: null, details: {} },
        }
      },
    }),
    [engine],
  )
  return (
    <>
      <p className={settingsClasses.intro}>A notifier is a place where people are told of incidents.</p>
      <ListSection
        list={NOTIFIERS}
        label="Notifiers"
        nothing={{
          title: 'No notifiers',
          text: 'Incidents are listed under Alerts, and nobody is told of them.',
        }}
        whenDeleted="Nobody is told there any more. What waits to be delivered there is dropped."
        switchedBy="paused"
        form={form}
        wordsOf={(notifier, { kinds }) => {
          const { kind } = notifier.to
          const title = kinds.notifiers.find(candidate => candidate.kind === kind)?.title ?? kind
          return {
            tags: [...(title === notifier.name ? [] : [title]), `from ${notifier.level}`],
            lines: (
              <RowLine>
                <LastDelivery delivery={latest.get(notifier.id)} />
              </RowLine>
            ),
            buttons: <SendTest notifier={notifier} />,
          }
        }}
      />
      {settings !== null && <DeliveryLog notifiers={settings.config.notifiers} />}
    </>
  )
}
