import { z } from 'zod'
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
    const { level, title, body, overall, route } = message
    const urgency = message.kind === 'recovery' ? 'low' : level === 'critical' ? 'critical' : 'normal'
    await native.show({ title: isDemo ? `Demo: ${title}` : title, body, urgency, icon: overall, route })
  },
})
