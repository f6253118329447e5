import { z } from 'zod'
import { nativeNotification } from '../native-notification.ts'
import { ofDemo } from '../notification.ts'
import { DeliveryFailure, defineNotifier } from '../notifier.ts'

/** Notifications of this machine's desktop. */
export const nativeNotifier = defineNotifier({
  kind: 'native',
  title: 'This desktop',
  summary: 'Notifications on this machine.',
  setUp: 'Needs nothing but the notification service of the desktop.',
  schema: z.strictObject({}),
  style: 'replaces',
  isHere: true,
  async send(message, _target, { native, isDemo }) {
    if (native === null) {
      throw new DeliveryFailure('Nobody is logged in at a desktop here, so nothing can be shown.', {
        isWorthRetry: false,
      })
    }
    const notification = nativeNotification(message)
    const shown = await native.show(isDemo ? ofDemo(notification) : notification)
    // A notification service may start later, with the desktop or by the operator.
    if (!shown.isShown) throw new DeliveryFailure(shown.problem, { isWorthRetry: true })
  },
})
