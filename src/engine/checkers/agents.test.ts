import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DemoCoordinator } from '#demo/coordinator.ts'
import {
  type BadServer,
  drip,
  endless,
  garbage,
  refuse,
  silent,
  watchedServer,
} from '../../../test-support/bad-servers.ts'
import { systemClock } from '../clock.ts'
import { checkValidator } from '../config/validate-check.ts'
import { KeptResources } from '../watch/kept-resources.ts'
import { agentsChecker } from './agents.ts'
import { runCheck } from './run-check.ts'

const keep = new KeptResources().keeperFor('test')
function check(target: object, timeoutMs = 5000) {
  return runCheck(agentsChecker, agentsChecker.schema.parse(target), { timeoutMs, clock: systemClock, keep })
}

describe('a coordinator of agents', () => {
  let coordinator: DemoCoordinator
  beforeEach(async () => {
    coordinator = new DemoCoordinator({ agents: ['planner', 'writer', 'reviewer', 'tester', 'runner'] })
    await coordinator.start()
  })
  afterEach(() => coordinator.stop())

  it('is healthy while all its agents are heard', async () => {
    const outcome = await check({ url: coordinator.agentsUrl, agents: ['planner', 'tester'] })
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: '5 agents registered',
      details: {
        registered: 5,
        silent: 0,
        agents: expect.arrayContaining([
          { name: 'planner', lastHeardAt: expect.any(String), silentSeconds: 0, status: 'active' },
        ]),
      },
    })
    expect(outcome.responseTimeMs).toBeGreaterThan(0)
  })

  it('is degraded when some are silent, who are named and shown first', async () => {
    coordinator.silence('reviewer', 300)
    coordinator.silence('tester', 121)
    expect(await check({ url: coordinator.agentsUrl })).toMatchObject({
      status: 'degraded',
      message: '2 of 5 agents have been silent for more than 2 min: reviewer, tester.',
      details: {
        registered: 5,
        silent: 2,
        agents: [{ name: 'reviewer', silentSeconds: 300 }, { name: 'tester' }, {}, {}, {}],
      },
    })
    coordinator.wake('reviewer')
    expect((await check({ url: coordinator.agentsUrl })).message).toBe(
      '1 of 5 agents has been silent for more than 2 min: tester.',
    )
  })

  it('is unhealthy when all are silent', async () => {
    for (const name of ['planner', 'writer', 'reviewer', 'tester', 'runner']) coordinator.silence(name, 50)
    expect(await check({ url: coordinator.agentsUrl, maximumSilenceSeconds: 45 })).toMatchObject({
      status: 'unhealthy',
      failure: 'unexpected',
      message: 'All 5 agents have been silent for more than 45 s: planner, writer, reviewer, tester, runner.',
    })
  })

  it('is unhealthy when a required agent is not registered', async () => {
    coordinator.unregister('tester')
    const outcome = await check({ url: coordinator.agentsUrl, agents: ['tester', 'planner'] })
    expect(outcome).toMatchObject({ status: 'unhealthy', failure: 'unexpected' })
    expect(outcome.message).toMatch(
      /^tester is not registered with the coordinator at http:\S+, only 4 others are\. Start it, or correct the name\.$/,
    )
  })

  it('is unhealthy when there are fewer than are wanted, or none', async () => {
    expect((await check({ url: coordinator.agentsUrl, minimumAgents: 6 })).message).toMatch(
      /^Only 5 of at least 6 agents are registered with the coordinator at http:\S+\.$/,
    )
    for (const name of ['planner', 'writer', 'reviewer', 'tester', 'runner']) coordinator.unregister(name)
    const outcome = await check({ url: coordinator.agentsUrl })
    expect(outcome.status).toBe('unhealthy')
    expect(outcome.message).toMatch(
      /^No agent is registered with the coordinator at http:\S+\. Are the agents running\?$/,
    )
    expect(await check({ url: coordinator.agentsUrl, minimumAgents: 0 })).toMatchObject({ status: 'healthy' })
  })

  it('passes a ping on to each agent, and those that do not answer are named', async () => {
    const target = { url: coordinator.agentsUrl, pingUrl: coordinator.pingUrl }
    expect(await check(target)).toMatchObject({
      status: 'healthy',
      message: '5 agents registered, all answer',
      details: {
        agents: expect.arrayContaining([
          expect.objectContaining({ name: 'runner', pingMs: expect.any(Number) }),
        ]),
      },
    })
    coordinator.silence('writer')
    expect(await check(target)).toMatchObject({
      status: 'degraded',
      message: '1 of 5 agents does not answer a ping: writer.',
      details: {
        silent: 1,
        agents: expect.arrayContaining([expect.objectContaining({ name: 'writer', pingMs: null })]),
      },
    })
  })

  it('is asked with the method that was chosen', async () => {
    const outcome = await check({
      url: coordinator.agentsUrl,
      pingUrl: coordinator.pingUrl,
      pingMethod: 'GET',
    })
    expect(outcome).toMatchObject({ status: 'unhealthy' })
    expect(outcome.message).toMatch(/^All 5 agents do not answer a ping: /)
  })
})

/** A coordinator that lists these agents, and never answers a ping. */
async function listing(
  document: unknown,
  status = 200,
): Promise<BadServer & { readonly pinged: () => number }> {
  let pinged = 0
  const server = await watchedServer(
    createServer((request, response) => {
      if (request.method === 'POST') pinged++
      else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document))
    }),
  )
  return { ...server, pinged: () => pinged }
}

describe('a coordinator in a bad world', () => {
  let server: BadServer | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })
  const urlOf = ({ port }: BadServer) => `http://127.0.0.1:${port}/agents?token=secret`

  it.each([
    ['refused', refuse, 'refused', /refused the connection on .*\. Is it running\?$/],
    ['silent', silent, 'timeout', /accepted the connection but did not answer within 0\.6 s\.$/],
    [
      'dripping',
      () => drip({ first: 'HTTP/1.1 200 OK\r\n\r\n' }),
      'timeout',
      /did not finish its answer within 0\.6 s/,
    ],
    ['endless', () => endless({ first: 'HTTP/1.1 200 OK\r\n\r\n' }), 'protocol', /more than 2 MiB/],
    ['garbage', garbage, 'protocol', /something that is not HTTP/],
    [
      'a page',
      () => garbage('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>'),
      'protocol',
      /is no list of agents\. Check the path\.$/,
    ],
    [
      'an error',
      () => listing({ detail: 'x' }, 500),
      'protocol',
      /answered 500 instead of the list of its agents\. Look at its log\.$/,
    ],
    [
      '404',
      () => listing({ detail: 'Not Found' }, 404),
      'protocol',
      /answered 404 instead of the list of its agents\. Check the path\.$/,
    ],
    ['401', () => listing({}, 401), 'auth', /asks for credentials \(401\)\. Give them in the headers\.$/],
    [
      'nested without end',
      () => listing(JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)),
      'protocol',
      /nested more than 100 levels/,
    ],
  ] as const)('that is %s is said within the deadline', async (_, serve, failure, message) => {
    server = await serve()
    const started = performance.now()
    const outcome = await check({ url: urlOf(server) }, 600)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(outcome).toMatchObject({ status: 'unhealthy', failure })
    expect(outcome.message).toMatch(message)
    expect(outcome.message).not.toMatch(/secret/)
    await server.released()
  })

  it('that passes no ping on has 50 agents named silent within the deadline, and is left in peace', async () => {
    const listed = await listing(Array.from({ length: 60 }, (_, index) => ({ id: `agent ${index}` })))
    server = listed
    const started = performance.now()
    const pingUrl = `http://127.0.0.1:${server.port}/agents/{agent_id}/ping`
    const outcome = await check({ url: urlOf(server), pingUrl }, 2500)
    expect(performance.now() - started).toBeLessThan(2500)
    expect(listed.pinged()).toBe(50)
    expect(outcome).toMatchObject({ status: 'degraded', details: { registered: 60, silent: 50 } })
    expect(outcome.message).toBe(
      '50 of 60 agents do not answer a ping: agent 0, agent 1, agent 2, agent 3, agent 4 and 45 more.',
    )
    await server.released()
  })

  it('that lists its agents late has none of them called silent for want of time to ping them', async () => {
    let pinged = 0
    const agents = [{ id: 'planner' }, { id: 'writer', last_seen: '2001-01-01T00:00:00Z' }]
    let listed = agents.slice(0, 1)
    server = await watchedServer(
      createServer((request, response) => {
        if (request.method === 'POST') pinged++
        const answer = () => response.end(JSON.stringify(listed))
        if (request.method === 'POST') answer()
        else setTimeout(answer, 700)
      }),
    )
    const target = { url: urlOf(server), pingUrl: `http://127.0.0.1:${server.port}/{agent_id}` }
    const outcome = await check(target, 1000)
    expect(outcome).toMatchObject({
      status: 'healthy',
      message: '1 agent registered, but it was too late to ping it',
      details: {
        registered: 1,
        silent: 0,
        pinged: 0,
        notPinged: 'The list came too late to ping any agent.',
      },
    })
    expect(JSON.stringify(outcome.details)).not.toContain('pingMs')
    listed = agents
    expect((await check(target, 1000)).message).toMatch(
      /^1 of 2 agents has been silent for more than 2 min: writer\. The list came too late to ping them\.$/,
    )
    expect(pinged).toBe(0)
  })

  it('with more agents than are pinged is not said to have had all of them answer', async () => {
    const listed = JSON.stringify(Array.from({ length: 60 }, (_, index) => ({ id: `agent ${index}` })))
    server = await watchedServer(createServer((_, response) => response.end(listed)))
    const pingUrl = `http://127.0.0.1:${server.port}/{agent_id}`
    expect(await check({ url: urlOf(server), pingUrl })).toMatchObject({
      status: 'healthy',
      message: '60 agents registered, 50 of them pinged, all answer',
      details: { registered: 60, pinged: 50 },
    })
  })

  it('that lists ids with halves of characters has them pinged, too', async () => {
    const asked: (string | undefined)[] = []
    const listed = JSON.stringify([{ id: 'a\ud800', name: 'half' }, { id: `${'x'.repeat(499)}\u{1f916}` }])
    server = await watchedServer(
      createServer((request, response) => {
        if (request.method === 'POST') asked.push(request.url)
        response.writeHead(200, { 'content-type': 'application/json' }).end(listed)
      }),
    )
    const pingUrl = `http://127.0.0.1:${server.port}/{agent_id}`
    expect(await check({ url: urlOf(server), pingUrl })).toMatchObject({ status: 'healthy' })
    expect(asked.toSorted()).toEqual(['/a%EF%BF%BD', `/${'x'.repeat(499)}%EF%BF%BD`])
  })

  it('whose clock is ahead is degraded, and that is said', async () => {
    server = await listing([{ id: 'planner', last_seen: (Date.now() + 330_000) / 1000 }])
    expect(await check({ url: urlOf(server) })).toMatchObject({
      status: 'degraded',
      message:
        'The coordinator says that it heard planner up to 5 min in the future. Check the clocks of both machines.',
      details: { silent: 0, agents: [{ name: 'planner', silentSeconds: 0 }] },
    })
  })

  it('that says an agent is out of reach is believed', async () => {
    server = await listing({
      agents: [
        { id: 'planner', status: 'OFFLINE' },
        { id: 'writer', status: 'idle' },
      ],
    })
    expect(await check({ url: urlOf(server) })).toMatchObject({
      status: 'degraded',
      message: '1 of 2 agents is out of reach, as the coordinator says: planner.',
    })
  })
})

describe('the settings of a check of agents', () => {
  it.each([
    [{ url: 'ws://127.0.0.1' }, /http or https/],
    [{ url: 'http://127.0.0.1', pingUrl: 'http://127.0.0.1/ping' }, /\{agent_id\}/],
    [{ url: 'http://127.0.0.1', pingUrl: 'http://{agent_id}.test/ping' }, /path or the query/],
    [{ url: 'http://127.0.0.1', pingUrl: 'http://{agent_id}/{agent_id}' }, /path or the query/],
    [{ url: 'http://127.0.0.1', pingUrl: 'http://127.0.0.1:{agent_id}/ping' }, /path or the query|http or/],
    [{ url: 'http://127.0.0.1', pingUrl: 'http://{agent_id}@127.0.0.1/ping' }, /path or the query/],
    [{ url: 'http://127.0.0.1', pingUrl: 'http://127.0.0.1/ping#{agent_id}' }, /path or the query/],
    [{ url: 'http://127.0.0.1', headers: { 'a b': 'c' } }, /cannot be the name of a header/],
  ])('%j are refused', (target, message) => {
    expect(JSON.stringify(agentsChecker.schema.safeParse(target).error?.issues)).toMatch(message)
  })
  it.each([
    'http://127.0.0.1:8888/agents/{agent_id}/ping',
    'https://ann@example.com/ping?agent={agent_id}&again={agent_id}',
    // Looked at again when the references are filled in.
    '${env:COORDINATOR}/agents/{agent_id}/ping',
    'http://${env:USER}:${env:PASSWORD}@${env:HOST}:8888/agents/{agent_id}/ping?key=${secret:key}',
    'http://127.0.0.1/${env:PREFIX}/{agent_id}',
  ])('%s is taken for an address of pings', pingUrl => {
    expect(checkValidator([agentsChecker])({ kind: 'agents', url: 'http://127.0.0.1', pingUrl })).toEqual([])
  })
})
