import { appendFile } from 'node:fs/promises'
import { startNotificationService } from './notification-service.ts'

/**
 * The notification service as a program that the bus starts when it is first asked:
 * `node test-support/notification-service-process.ts FILE` writes the summary of each notification to FILE, a line each,
 * and ends with the bus.
 */
const file = process.argv[2] ?? ''
const service = await startNotificationService(process.env.DBUS_STARTER_ADDRESS ?? '')
let written = 0
setInterval(async () => {
  const lines = service.notified.slice(written).map(call => `${call.summary}\n`)
  written += lines.length
  if (lines.length > 0) await appendFile(file, lines.join(''))
}, 20).unref()
