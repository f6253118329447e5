import { readFile } from 'node:fs/promises'

/** A notification as dunst showed it, its body with markup. */
export interface ShownNotification {
  readonly appName: string
  readonly summary: string
  readonly body: string
  /** The file of its picture. */
  readonly icon: string
  readonly urgency: string
}

/** Settings of xfce4-panel: one dark panel along the upper edge of the screen, with the tray at its right end. */
export function panelConfig(): string {
  const property = (name: string, type: string, value: string) =>
    `<property name="${name}" type="${type}" value="${value}"/>`
  const ids =
    '<property name="plugin-ids" type="array"><value type="int" value="1"/><value type="int" value="2"/></property>'
  return `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  ${property('configver', 'int', '2')}
  <property name="panels" type="array">
    <value type="int" value="1"/>
    ${property('dark-mode', 'bool', 'true')}
    <property name="panel-1" type="empty">
      ${property('position', 'string', 'p=6;x=0;y=0')}
      ${property('position-locked', 'bool', 'true')}
      ${property('length', 'uint', '100')}
      ${property('size', 'uint', '30')}
      ${property('icon-size', 'uint', '22')}
      ${ids}
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      ${property('expand', 'bool', 'true')}
      ${property('style', 'uint', '0')}
    </property>
    <property name="plugin-2" type="string" value="systray">
      ${property('icon-size', 'int', '22')}
      ${property('square-icons', 'bool', 'true')}
    </property>
  </property>
</channel>
`
}

/**
 * Settings of dunst: notifications under the panel until they are dismissed, left of where the tray's menu opens, each told
 * to a script. Their buttons are chosen in a menu, for which another script stands in.
 */
export function dunstConfig(script: string, menuScript: string): string {
  return `[global]
monitor = 0
follow = none
width = (0, 420)
origin = top-right
offset = 330x44
font = DejaVu Sans 10
markup = full
format = "<b>%s</b>\\n%b"
icon_position = left
min_icon_size = 32
max_icon_size = 32
frame_width = 1
frame_color = "#5c5c5c"
corner_radius = 4
show_indicators = no
show_age_threshold = -1
idle_threshold = 0
always_run_script = true
dmenu = ${menuScript}
mouse_left_click = do_action, close_current

${['low', 'normal', 'critical'].map(urgencySettings).join('')}
[remember]
summary = "*"
script = ${script}
`
}

function urgencySettings(urgency: string): string {
  return `[urgency_${urgency}]\nbackground = "#2b2b2b"\nforeground = "#eeeeee"\ntimeout = 0\n`
}

const PARTS = 5

/** A script that dunst runs for each notification, which adds what it is given to a file, each part ended by a NUL. */
export function shownScript(file: string): string {
  return `#!/bin/sh\nprintf '%s\\0' "$1" "$2" "$3" "$4" "$5" >> '${file}'\n`
}

/** A script that dunst runs in place of a menu, which chooses the button whose label is in a file. */
export function chooseScript(file: string): string {
  return `#!/bin/sh\nexec grep -m1 -F "#$(cat '${file}')"\n`
}

/** What the script has written so far. */
export async function readShown(file: string): Promise<readonly ShownNotification[]> {
  const parts = (await readFile(file, 'utf8').catch(() => '')).split('\0').slice(0, -1)
  const shown: ShownNotification[] = []
  for (let at = 0; at + PARTS <= parts.length; at += PARTS) {
    const [appName = '', summary = '', body = '', icon = '', urgency = ''] = parts.slice(at, at + PARTS)
    shown.push({ appName, summary, body, icon, urgency })
  }
  return shown
}
