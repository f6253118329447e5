import { testOf } from './endpoint-test.ts'
import type { SuiteService } from './reported-services.ts'
import type { EndpointTest } from './suite-result.ts'

/** A test for each service that the answers report, and for each WebSocket it reports in turn: is it reachable? */
export function serviceTests(services: readonly SuiteService[]): readonly EndpointTest[] {
  return withUniqueNames(services.flatMap(service => [serviceTest(service), ...socketTests(service)]))
}

function serviceTest(service: SuiteService): EndpointTest {
  const { name, category, status, message, responseTimeMs, leftOut } = service
  const about = { category: 'connectivity', name: `${category}: ${name}`, responseTimeMs } as const
  const said = /^Reported \w+\.$/.test(message) ? '.' : `: ${message}${/[.?]$/.test(message) ? '' : '.'}`
  if (leftOut !== null) {
    return testOf({ ...about, outcome: 'skipped', message: `${leftOut}, so it does not count.` })
  }
  if (status === 'unhealthy') {
    return testOf({
      ...about,
      outcome: 'failed',
      message: `Not healthy${said === '.' ? ', without a reason.' : said}`,
    })
  }
  if (status === 'healthy') {
    const took = responseTimeMs === null ? '' : `, ${responseTimeMs} ms`
    return testOf({ ...about, outcome: 'passed', message: `Healthy${took}.` })
  }
  const word = status === 'unknown' ? 'Its status is not known' : 'Degraded'
  return testOf({ ...about, outcome: 'passed', message: `${word}${said}`, warning: `${word}${said}` })
}

/** The WebSockets that a service reports: each as it says itself, or else as the service is. */
function socketTests({ name, category, status, leftOut, sockets }: SuiteService): readonly EndpointTest[] {
  if (leftOut !== null) return []
  return sockets.map(({ path, works }) => {
    const isWorking = works ?? status !== 'unhealthy'
    return testOf({
      ...{ category: 'connectivity', name: `${category}: WebSocket ${path}` },
      outcome: isWorking ? 'passed' : 'failed',
      message: isWorking ? `Reported by ${name}.` : `Reported by ${name} as not working.`,
    })
  })
}

function withUniqueNames(tests: readonly EndpointTest[]): readonly EndpointTest[] {
  const seen = new Map<string, number>()
  return tests.map(test => {
    const count = (seen.get(test.name) ?? 0) + 1
    seen.set(test.name, count)
    return count === 1 ? test : { ...test, name: `${test.name} (${count})` }
  })
}
