import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { parseConfig } from '../config/parse-config.ts'
import { defineProfile } from './profile.ts'

const shop = defineProfile({
  name: 'shop',
  title: 'Shop',
  summary: 'For tests.',
  schema: z.strictObject({ host: z.string().min(1).default('127.0.0.1'), port: z.int().default(80) }),
  expand: ({ host, port }) => ({
    monitors: [
      { id: 'web', name: 'Web', category: 'apis', check: { kind: 'http', url: `http://${host}:${port}` } },
      { id: 'door', name: 'Door', category: 'system', check: { kind: 'tcp', host, port } },
    ],
    backends: [{ id: 'office', name: 'Office', url: `http://${host}:${port}` }],
  }),
})

const read = (text: string) => parseConfig(text, { profiles: [shop] })
function configOf(text: string) {
  const parsed = read(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.config
}
function problemsOf(text: string) {
  const parsed = read(text)
  return parsed.ok ? [] : parsed.problems
}

describe('the profiles that a configuration names', () => {
  it('put their monitors and backends into it, with defaults filled in', () => {
    const config = configOf('profiles: [shop]')
    expect(config.monitors.map(({ id, intervalSeconds }) => [id, intervalSeconds])).toEqual([
      ['web', 30],
      ['door', 30],
    ])
    expect(config.backends.map(({ id }) => id)).toEqual(['office'])
    expect('profiles' in config).toBe(false)
  })

  it('take settings', () => {
    const config = configOf('profiles: [{name: shop, host: shop.internal, port: 8080}]')
    expect(config.monitors[0]?.check).toEqual({ kind: 'http', url: 'http://shop.internal:8080' })
  })

  it('come behind what the configuration has itself, which wins under the same id', () => {
    const config = configOf(`
profiles: [shop]
monitors:
  - {id: mine, name: Mine, category: apis, check: {kind: x}}
  - {id: web, name: My web, category: apis, check: {kind: x}}
`)
    expect(config.monitors.map(({ name }) => name)).toEqual(['Mine', 'My web', 'Door'])
  })

  it('leave out what is not wanted', () => {
    const config = configOf('profiles: [{name: shop, leaveOut: [door, office]}]')
    expect(config.monitors.map(({ id }) => id)).toEqual(['web'])
    expect(config.backends).toEqual([])
  })

  it.each([
    ['profiles: shop', /must be a list of profiles, such as \[shop\]/, 1],
    ['profiles:\n  - shopp', /no profile called "shopp"\. Did you mean "shop"\?/, 2],
    ['profiles:\n  - {host: a}', /Name a profile/, 2],
    ['profiles:\n  - name: shop\n    port: high', /must be a number/, 3],
    ['profiles:\n  - name: shop\n    hosst: a', /Unknown setting "hosst"\. Did you mean "host"\?/, 3],
    ['profiles:\n  - name: shop\n    leaveOut: door', /must be a list of ids/, 3],
    [
      'profiles:\n  - name: shop\n    leaveOut: [dor]',
      /nothing with the id "dor"\. Did you mean "door"\?/,
      3,
    ],
    [
      'profiles:\n  - name: shop\n    leaveOut: [xyz]',
      /nothing with the id "xyz"\. There are: web, door, office/,
      3,
    ],
    ['profiles:\n  - shop\n  - name: shop', /named twice/, 3],
  ])('are refused with the place of what is wrong: %s', (text, message, line) => {
    const problems = problemsOf(text)
    expect(problems.map(problem => problem.message)).toEqual([expect.stringMatching(message)])
    expect(problems[0]?.line).toBe(line)
  })

  it('are named where something they add is not right', () => {
    const text = 'version: 1\nprofiles:\n  - {name: shop, host: no host}'
    const parsed = parseConfig(text, { profiles: [shop] })
    expect(!parsed.ok && parsed.problems).toEqual([
      {
        ...{ path: ['profiles', 0], line: 3, column: 5 },
        message: 'Office, url: Give the http or https address of the backend.',
      },
    ])
  })

  it('are held against everything at once', () => {
    const text = 'profiles:\n  - name: shop\n    port: high\n    leaveOut: [dor]\n  - shops'
    expect(problemsOf(text).map(({ line }) => line)).toEqual([3, 4, 5])
  })

  it('hinder nothing else where one has a problem', () => {
    const parsed = read('profiles: [nothing]\nmonitors: [{id: a, name: A, category: apis, check: {kind: x}}]')
    expect(parsed.ok).toBe(false)
    expect(!parsed.ok && parsed.value).toMatchObject({ monitors: [{ id: 'a' }] })
    expect(!parsed.ok && parsed.value && 'profiles' in parsed.value).toBe(false)
  })
})
