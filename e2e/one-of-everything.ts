import { CALM_THRESHOLDS } from '#demo/calm-thresholds.ts'

const exitWith = (code: number, words: string) => ({
  kind: 'command',
  argv: [process.execPath, '-e', `console.log(${JSON.stringify(words)}); process.exit(${code})`],
})

/** One of everything that a list can hold, decided by programs that answer at once. */
export const ONE_OF_EVERYTHING = {
  thresholds: CALM_THRESHOLDS,
  monitors: [
    {
      id: 'good',
      name: 'Orders database',
      category: 'database',
      tags: ['shop'],
      check: exitWith(0, 'All 12 tables are there'),
    },
    { id: 'slow', name: 'Search', category: 'apis', check: exitWith(1, 'Answers slowly') },
    {
      id: 'bad',
      name: 'Payments',
      category: 'apis',
      tags: ['shop'],
      check: exitWith(2, 'Card provider does not answer'),
    },
    {
      id: 'minor',
      name: 'Newsletter',
      category: 'apis',
      severity: 'minor',
      check: exitWith(2, 'Queue is stuck'),
    },
    { id: 'off', name: 'Old bridge', category: 'roblox', paused: true, check: exitWith(0, '') },
    { id: 'own', name: 'Night backup', category: 'backups', check: exitWith(0, 'Done at 03:00') },
  ].map(monitor => ({ ...monitor, intervalSeconds: 3600, failuresToUnhealthy: 1 })),
}
