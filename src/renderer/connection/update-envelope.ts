import { z } from 'zod'
import type { AlertsView } from '#shared/incidents.ts'
import {
  type BackendView,
  type MetricView,
  type MonitorView,
  type Update,
  updateSchema,
} from '#shared/views.ts'

/** An object whose members are taken as they came. */
const trusted = <T>() => z.custom<T>(value => typeof value === 'object' && value !== null)

/**
 * An update of the stream, with its monitors, backends, metrics and alerts taken as they are. Of a thousand monitors, 40 beats
 * each, a full check copies everything and takes longer than drawing it; and it would find nothing: the page comes
 * from the engine it listens to, in the same version, and the engine built these items from the same types.
 */
export const updateEnvelopeSchema: z.ZodType<Update> = updateSchema.extend({
  monitors: z.array(trusted<MonitorView>()).optional(),
  backends: z.array(trusted<BackendView>()).optional(),
  metrics: z.array(trusted<MetricView>()).optional(),
  alerts: trusted<AlertsView>().optional(),
})
