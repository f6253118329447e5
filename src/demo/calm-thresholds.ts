const NEVER = { warning: 100, critical: 100 }
const MINUTE = { warning: 60_000, critical: 60_000 }

/** Thresholds that nothing passes: the light must follow what a test or the demo does, not how busy the machine is that runs it. */
export const CALM_THRESHOLDS = {
  ...{ cpu: NEVER, memory: NEVER, disk: NEVER },
  responseTimeMs: { database: MINUTE, apis: MINUTE },
}
