import { z } from 'zod'

/** Where metrics are sent by Prometheus remote write. */
export const remoteWriteSchema = z.strictObject({})
export type RemoteWriteConfig = z.infer<typeof remoteWriteSchema>
