import type { Notifier } from '../notifier.ts'
import { commandNotifier } from './command.ts'
import { discordNotifier } from './discord.ts'
import { emailNotifier } from './email.ts'
import { gotifyNotifier } from './gotify.ts'
import { lokiNotifier } from './loki.ts'
import { nativeNotifier } from './native.ts'
import { ntfyNotifier } from './ntfy.ts'
import { opsgenieNotifier } from './opsgenie.ts'
import { pagerDutyNotifier } from './pagerduty.ts'
import { pushoverNotifier } from './pushover.ts'
import { sentryNotifier } from './sentry.ts'
import { slackNotifier } from './slack.ts'
import { soundNotifier } from './sound.ts'
import { teamsNotifier } from './teams.ts'
import { telegramNotifier } from './telegram.ts'
import { webhookNotifier } from './webhook.ts'

/** Every kind of place that people can be told at, in the order in which they are offered. */
export const notifiers: readonly Notifier[] = [
  nativeNotifier,
  soundNotifier,
  emailNotifier,
  slackNotifier,
  discordNotifier,
  teamsNotifier,
  telegramNotifier,
  ntfyNotifier,
  gotifyNotifier,
  pushoverNotifier,
  pagerDutyNotifier,
  opsgenieNotifier,
  webhookNotifier,
  commandNotifier,
  sentryNotifier,
  lokiNotifier,
]
