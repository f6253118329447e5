import { notifications } from '@mantine/notifications'
import { useCallback, useState } from 'react'
import { CallRefused } from '../connection/engine-client.ts'

/** What went wrong, for people. */
export function refusalText(error: unknown): string {
  if (error instanceof CallRefused) return error.message
  return 'Something went wrong in this page. Reload it and try again.'
}

const CLOSE = { 'aria-label': 'Close' } as const

/** Says something in passing, at the corner of the page. */
export function say(message: string): void {
  notifications.show({ message, autoClose: 4000, color: 'gray', withBorder: true, closeButtonProps: CLOSE })
}

/** Says what could not be done; stays until it is closed. */
export function sayRefused(title: string, error: unknown): void {
  notifications.show({
    title,
    message: refusalText(error),
    autoClose: false,
    color: 'red',
    withBorder: true,
    role: 'alert',
    closeButtonProps: CLOSE,
  })
}

/**
 * Runs what the operator asked for: `busy` while it runs, a message where it is refused. `what` names it for that
 * message: "Deleting PostgreSQL".
 */
export function useAction(): {
  readonly busy: boolean
  readonly run: (what: string, work: () => Promise<unknown>, done?: string) => Promise<boolean>
} {
  const [busy, setBusy] = useState(false)
  const run = useCallback(async (what: string, work: () => Promise<unknown>, done?: string) => {
    setBusy(true)
    try {
      await work()
      if (done !== undefined) say(done)
      return true
    } catch (error) {
      sayRefused(`${what} did not work`, error)
      return false
    } finally {
      setBusy(false)
    }
  }, [])
  return { busy, run }
}
