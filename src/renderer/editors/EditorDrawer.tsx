import { useEffect, useState } from 'react'
import type { Kinds } from '#shared/contract.ts'
import { refusalText } from '../actions/use-action.ts'
import { BackendEditor } from '../backends/BackendEditor.tsx'
import type { EngineClient } from '../connection/engine-client.ts'
import { useEngine } from '../connection/hooks.ts'
import type { EditorRequest } from '../dialogs/dialogs.ts'
import { type FormValue, withMember } from '../forms/form-value.ts'
import { MonitorEditor } from '../monitors/MonitorEditor.tsx'
import { LoadingDrawer } from './LoadingDrawer.tsx'

interface Loaded {
  readonly kinds: Kinds
  readonly initial: FormValue
}

/** Fetches what an editor needs, then shows it. */
export function EditorDrawer({
  request,
  onClose,
}: {
  readonly request: EditorRequest
  readonly onClose: () => void
}) {
  const engine = useEngine()
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [refusal, setRefusal] = useState('')
  useEffect(() => {
    let wanted = true
    load(engine, request).then(
      found => wanted && setLoaded(found),
      (error: unknown) => wanted && setRefusal(refusalText(error)),
    )
    return () => {
      wanted = false
    }
  }, [engine, request])
  if (loaded === null) return <LoadingDrawer refusal={refusal} onClose={onClose} />
  const Editor = request.type === 'monitor' ? MonitorEditor : BackendEditor
  return <Editor request={request} kinds={loaded.kinds} initial={loaded.initial} onClose={onClose} />
}

async function load(engine: EngineClient, request: EditorRequest): Promise<Loaded> {
  const [kinds, initial] = await Promise.all([engine.call('kinds', undefined), initialOf(engine, request)])
  return { kinds, initial }
}

async function initialOf(engine: EngineClient, request: EditorRequest): Promise<FormValue> {
  if (request.mode === 'add') return request.prefill ?? {}
  const saved =
    request.type === 'monitor'
      ? (await engine.call('monitorDetail', { id: request.id }))?.monitor
      : (await engine.call('backendDetail', { id: request.id }))?.backend
  if (saved === undefined) throw new Error(`There is no ${request.type} ${request.id}.`)
  if (request.mode === 'edit') return saved
  const copy = typeof saved.name === 'string' ? `${saved.name} (copy)` : undefined
  return withMember(withMember(saved, 'id', undefined), 'name', copy)
}
