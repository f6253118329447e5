import { useSessionStorage } from '@mantine/hooks'
import { useCallback } from 'react'

/** Whether the director is unfolded, and folding it. Remembered while the page is open, also when it is loaded anew. */
export function useDirector(): readonly [opened: boolean, toggle: () => void] {
  const [opened, setOpened] = useSessionStorage({
    key: 'traylight.director',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const toggle = useCallback(() => setOpened(before => !before), [setOpened])
  return [opened, toggle]
}
