import type { AlertRule } from '#shared/alert-config.ts'
import { isRecord } from '../forms/record.ts'
import type { SettingsList } from '../item-lists/settings-list.ts'

/** The member of the section `alerts` that the rules are. */
export const RULES_KEY = 'rules'

/** The rules of alerts. */
export const RULES: SettingsList<AlertRule> = {
  section: 'alerts',
  path: [RULES_KEY],
  noun: 'rule',
  itemsOf: config => config.alerts.rules,
  sectionWith: (config, rules) => ({ ...config.alerts, rules }),
  schemaOf: kinds => {
    const { properties } = kinds.sections.alerts
    return isRecord(properties) ? properties[RULES_KEY] : undefined
  },
}
