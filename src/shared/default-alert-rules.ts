/**
 * The report's alerts ("Monitoring Alerts") as rules, and what else people expect to be told. They stand in the
 * configuration like any other rule, to be changed there.
 */
export const DEFAULT_ALERT_RULES = [
  {
    id: 'database-down',
    name: 'Database or Redis connection failure',
    when: 'category = database and severity = critical and status = unhealthy',
    level: 'critical',
  },
  {
    id: 'api-down',
    name: 'External API failure',
    when: 'category = apis and severity = critical and status = unhealthy',
    level: 'critical',
  },
  {
    id: 'agents-down',
    name: 'Agent orchestration system down',
    when: 'category = agents and severity = critical and status = unhealthy',
    level: 'critical',
  },
  {
    id: 'service-down',
    name: 'Critical service down',
    when: 'type != metric and severity = critical and status = unhealthy and not category in (database, apis, agents)',
    level: 'critical',
  },
  {
    id: 'minor-down',
    name: 'Minor service down',
    when: 'type != metric and severity = minor and status = unhealthy',
    level: 'warning',
  },
  {
    id: 'memory-full',
    name: 'Memory over 90 %',
    when: 'metric = memory and value > 90',
    level: 'critical',
    forSeconds: 60,
  },
  {
    id: 'disk-full',
    name: 'Disk over 85 %',
    when: 'metric ~ "disk:*" and value > 85',
    level: 'critical',
    forSeconds: 60,
  },
  {
    id: 'application-critical',
    name: 'Application metric critical',
    when: 'type = metric and category = application and status = critical',
    level: 'warning',
    forSeconds: 60,
  },
  {
    id: 'pushed-critical',
    name: 'Critical alert from a channel',
    when: 'type = pushed and level = critical',
    level: 'critical',
  },
  {
    id: 'pushed-warning',
    name: 'Warning from a channel',
    when: 'type = pushed and level = warning',
    level: 'warning',
  },
  {
    id: 'high-response-time',
    name: 'High response time',
    when: 'responseTimeMs > responseTimeWarningMs',
    level: 'warning',
    forSeconds: 60,
    notify: false,
  },
  {
    id: 'degraded',
    name: 'Service degradation',
    when: 'type in (monitor, backend, service) and status = degraded',
    level: 'warning',
    forSeconds: 60,
    notify: false,
  },
  {
    id: 'memory-high',
    name: 'Memory over 60 %',
    when: 'metric = memory and value > 60',
    level: 'warning',
    forSeconds: 300,
    notify: false,
  },
  {
    id: 'cpu-high',
    name: 'CPU over 70 %',
    when: 'metric = cpu and value > 70',
    level: 'warning',
    forSeconds: 300,
    notify: false,
  },
  {
    id: 'anomaly',
    name: 'Out of the ordinary',
    when: 'deviation > 1',
    level: 'warning',
    forSeconds: 120,
  },
] as const
