/** A section of the settings, as its address and its link name it. */
export interface SettingsSectionName {
  readonly id: string
  readonly title: string
}

export interface SettingsGroup {
  readonly title: string
  readonly sections: readonly SettingsSectionName[]
}

/** Shown where an address names no section. */
export const FIRST_SECTION = 'general'
/** Left out where there is no profile. */
export const PROFILES_SECTION = 'profiles'

/** All sections of the settings, in groups. */
export const SETTINGS_GROUPS = [
  {
    title: 'Traylight',
    sections: [
      { id: 'general', title: 'General' },
      { id: 'appearance', title: 'Appearance' },
      { id: 'import-export', title: 'Import & export' },
      { id: 'about', title: 'About' },
    ],
  },
  {
    title: 'Watching',
    sections: [
      { id: 'monitors', title: 'Monitors' },
      { id: 'backends', title: 'Backends' },
      { id: 'profiles', title: 'Profiles' },
      { id: 'thresholds', title: 'Thresholds' },
      { id: 'anomalies', title: 'Anomalies' },
    ],
  },
  {
    title: 'Alerting',
    sections: [
      { id: 'alerts', title: 'Alerts' },
      { id: 'notifiers', title: 'Notifiers' },
      { id: 'maintenance', title: 'Maintenance' },
      { id: 'log-sources', title: 'Log sources' },
      { id: 'heartbeat', title: 'Heartbeat' },
    ],
  },
  {
    title: 'Real-time',
    sections: [
      { id: 'pusher', title: 'Pusher' },
      { id: 'relay', title: 'Relay' },
    ],
  },
  {
    title: 'Data',
    sections: [
      { id: 'history', title: 'History' },
      { id: 'reports', title: 'Reports' },
      { id: 'health-api', title: 'Health API' },
      { id: 'remote-write', title: 'Remote write' },
    ],
  },
] as const satisfies readonly SettingsGroup[]

export type SettingsSectionId = (typeof SETTINGS_GROUPS)[number]['sections'][number]['id']
