const never = { warning: 100, critical: 100 }
const minute = { warning: 60_000, critical: 60_000 }

/** Thresholds that nothing passes: the light must follow what a test does, not how busy the machine is that runs it. */
export const CALM_THRESHOLDS = {
  ...{ cpu: never, memory: never, disk: never },
  responseTimeMs: { database: minute, apis: minute },
}
