import { Loader } from '@mantine/core'
import { Fragment, useState } from 'react'
import { useEngine } from '../connection/hooks.ts'
import { useFetched } from '../details/use-fetched.ts'
import type { LoadedSettings } from './use-settings.ts'

/** Shows a form once what it needs is there. It is drawn anew once what it has saved was read back. */
export function Fetching({
  children,
}: {
  readonly children: (settings: LoadedSettings, reload: () => void) => React.ReactNode
}) {
  const engine = useEngine()
  const [version, setVersion] = useState(0)
  const { value, refusal } = useFetched(async () => {
    const [kinds, config] = await Promise.all([
      engine.call('kinds', undefined),
      engine.call('getConfig', undefined),
    ])
    return { settings: { kinds, config }, version }
  }, version)
  if (refusal !== '' && value === null) return <p role="alert">{refusal}</p>
  if (value === null) return <Loader size="sm" role="status" aria-label="Loading" />
  // A secret that was typed is a reference by then, and fields that were emptied have their defaults.
  return (
    <Fragment key={value.version}>
      {children(value.settings, () => setVersion(before => before + 1))}
    </Fragment>
  )
}
