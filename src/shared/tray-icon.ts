import type { Status } from './status.ts'

/** What the tray's picture can say by its sign: a status, healthy with something wrong muted, or that nobody is watching. */
export const TRAY_SIGNS = ['healthy', 'degraded', 'unhealthy', 'unknown', 'muted', 'disconnected'] as const
export type TraySign = (typeof TRAY_SIGNS)[number]

/** The signs of something wrong, which somebody may have said to take care of. */
type WrongSign = 'degraded' | 'unhealthy'
type TrayShape = TraySign | `${WrongSign}-acknowledged`

/** The name of a picture: its sign, then its marks. Nobody watches where it is disconnected, so nothing is unseen there. */
export type TrayIcon = TrayShape | `${Exclude<TrayShape, 'disconnected'>}-unseen`

/** What a picture of the tray is put together from. */
export interface TrayLook {
  readonly sign: TraySign
  /** A tick in place of what the sign says: somebody takes care of all that is wrong. Says nothing where nothing is. */
  readonly isAcknowledged: boolean
  /** A dot: something happened while nobody looked. */
  readonly isUnseen: boolean
}

/** The picture that shows a look. */
export function trayIcon({ sign, isAcknowledged, isUnseen }: TrayLook): TrayIcon {
  const shape = isAcknowledged && isWrong(sign) ? (`${sign}-acknowledged` as const) : sign
  return isUnseen && shape !== 'disconnected' ? (`${shape}-unseen` as const) : shape
}

const isWrong = (sign: TraySign): sign is WrongSign => sign === 'degraded' || sign === 'unhealthy'

const YES_AND_NO = [false, true] as const

/** Every picture there is, once. */
export const TRAY_ICONS: readonly TrayIcon[] = [
  ...new Set(
    TRAY_SIGNS.flatMap(sign =>
      YES_AND_NO.flatMap(isAcknowledged =>
        YES_AND_NO.map(isUnseen => trayIcon({ sign, isAcknowledged, isUnseen })),
      ),
    ),
  ),
]

/** The sign of a picture, without its marks. */
export function signOf(icon: TrayIcon): TraySign {
  return TRAY_SIGNS.find(sign => icon === sign || icon.startsWith(`${sign}-`)) ?? 'disconnected'
}

/** The status whose colour a sign has: muted is green, since what is muted does not count. */
export const TRAY_SIGN_STATUS: Readonly<Record<TraySign, Status>> = {
  healthy: 'healthy',
  degraded: 'degraded',
  unhealthy: 'unhealthy',
  unknown: 'unknown',
  muted: 'healthy',
  disconnected: 'unknown',
}
