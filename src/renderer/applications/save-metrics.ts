import { CallRefused, type EngineClient } from '../connection/engine-client.ts'

/** Saves a backend with other samples watched than its configuration has now. Rejects with why it was refused. */
export async function saveMetrics(
  engine: EngineClient,
  backendId: string,
  change: (metrics: readonly unknown[]) => readonly unknown[],
): Promise<void> {
  const backend = (await engine.call('backendDetail', { id: backendId }))?.backend ?? {}
  const metrics = Array.isArray(backend.metrics) ? backend.metrics : []
  const answer = await engine.call('saveBackend', {
    backend: { ...backend, metrics: [...change(metrics)] },
    replaces: backendId,
  })
  if (answer.ok) return
  const message = answer.problems.map(problem => problem.message).join(' ')
  throw new CallRefused({ code: 'failed', message })
}
