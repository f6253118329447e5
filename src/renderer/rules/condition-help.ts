/** What conditions are written with, as the help beside them has it. */
export const CONDITION_FIELDS: readonly (readonly [field: string, about: string])[] = [
  ['type', 'monitor, backend, service, metric or pushed'],
  ['id, name', 'of what it is about; also monitor, backend, service and metric for an id of that type'],
  ['category, tag', 'its category, of a metric its group; any of its tags'],
  ['severity', 'critical or minor'],
  ['status', 'healthy, degraded, unhealthy, unknown; of a metric healthy, warning, critical'],
  ['value, unit', 'of a metric'],
  ['responseTimeMs', 'of the latest check; responseTimeWarningMs is where it becomes degraded'],
  ['level, message', 'info, warning or critical of an alert from a channel; why it is as it is'],
  ['deviation', 'how far from the usual; over 1 is out of the ordinary'],
]

export const CONDITION_OPERATORS: readonly (readonly [operator: string, about: string])[] = [
  ['=  !=', 'the same, not the same'],
  ['>  >=  <  <=', 'numbers, with a unit where they have one: value > 2 GB'],
  ['~', 'like a pattern: metric ~ "disk:*"'],
  ['in', 'one of several: category in (database, apis)'],
  ['and  or  not  ( )', 'together: severity = critical and not tag = test'],
]

/** What a new rule may begin with. */
export const CONDITION_EXAMPLES: readonly string[] = [
  'status = unhealthy and tag = shop',
  'metric = memory and value > 90 %',
  'category = apis and responseTimeMs > 2 s',
]
