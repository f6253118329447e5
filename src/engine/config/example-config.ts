/** The commented configuration that `traylight config example` prints. Valid as it stands. */
export const EXAMPLE_CONFIG = `# A configuration of Traylight. Check it with:  traylight config validate FILE
# Start Traylight with it:  --config FILE
# Every setting and its meaning:  traylight config schema
version: 1

# What to watch on this machine and elsewhere, each with one check.
monitors:
  # A web page or API. Healthy means the expected status within the timeout.
  - id: website
    name: Website
    category: apis              # system, database, apis, realtime, agents, roblox, or a word of your own
    severity: critical          # critical (default) turns the light red, minor yellow
    tags: [public]
    intervalSeconds: 30         # default
    timeoutSeconds: 10          # default: that of the kind of check
    failuresToUnhealthy: 2      # failed checks in a row before it counts (default)
    retrySeconds: 3             # after a first failure, check again this soon (default)
    link: https://example.com/runbooks/website
    thresholds:
      responseTimeMs: { warning: 1000, critical: 5000 }
      certificateDays: { warning: 21, critical: 3 }
    check:
      kind: http
      url: https://example.com/health

  # Secrets are given as references: \${env:NAME} is an environment variable, \${file:PATH} the content of a file.
  # A password that is written out is moved out of the configuration when Traylight saves it.
  - id: main-database
    name: PostgreSQL
    category: database
    check:
      kind: postgres
      url: postgres://traylight:\${env:PGPASSWORD}@127.0.0.1:5432/app
      countRowsOf: dashboard_users

  - id: cache
    name: Redis
    category: database
    check:
      kind: redis
      url: redis://127.0.0.1:6379/0

  # Anything that listens on a port.
  - id: message-broker
    name: Message broker
    category: realtime
    check:
      kind: tcp
      host: 127.0.0.1
      port: 5672

  # A program with its arguments, without a shell. Exit code 0 is healthy, 1 degraded, 2 unhealthy, 3 unknown.
  - id: queue-length
    name: Queue length
    category: agents
    severity: minor
    intervalSeconds: 300
    check:
      kind: command
      argv: [/usr/lib/nagios/plugins/check_procs, -w, '250', -c, '400']

  # Files that must be there.
  - id: backups
    name: Backups
    category: system
    severity: minor
    intervalSeconds: 3600
    paused: true                # configured, but not checked for now
    check:
      kind: files
      path: /var/backups

# Remote systems that report on their own services: give the root, Traylight finds the health endpoints.
backends:
  - id: dashboard-api
    name: Dashboard API
    url: http://127.0.0.1:8009
    format: auto
    category: apis
    intervalSeconds: 30
    headers:
      Accept: application/json
      Authorization: Bearer \${env:DASHBOARD_TOKEN}

# When a metric of this machine is in warning or critical, in percent. These are the defaults.
thresholds:
  cpu: { warning: 70, critical: 90 }
  memory: { warning: 60, critical: 80, unhealthy: 90 }
  disk: { warning: 70, critical: 85, unhealthy: 85 }
  mounts:
    /mnt/archive: { warning: 90, critical: 97 }
  # By category, for monitors that have none of their own.
  responseTimeMs:
    database: { warning: 100, critical: 500 }
    apis: { warning: 1000, critical: 5000 }

settings:
  sampleSeconds: 2              # how often this machine is measured
  maxConcurrentChecks: 64
  theme: system                 # system, light or dark
`
