import { oneLine } from '../checkers/printable-text.ts'
import { roundMs } from '../checkers/timed-connect.ts'
import { SecretHider } from '../config/hide-secrets.ts'
import { type Asked, type AskOptions, askEndpoint } from './ask-endpoint.ts'
import { readDeployment } from './deployment.ts'
import { testOf } from './endpoint-test.ts'
import { judgeAnswer } from './judge-answer.ts'
import { judgeLoad } from './judge-load.ts'
import { LEAST_LOAD_TIMEOUT_MS, loadEndpoint } from './load-endpoint.ts'
import { reportedServices } from './reported-services.ts'
import { serviceTests } from './service-tests.ts'
import { SUITE_ENDPOINTS } from './suite-endpoints.ts'
import { SUITE_DEFAULTS, SuiteOptionError, type SuiteOptions } from './suite-options.ts'
import {
  type EndpointTest,
  type SuiteCategory,
  type SuiteResult,
  suiteCategorySchema,
} from './suite-result.ts'
import { summarizeSuite } from './summarize-suite.ts'
import { validateStructure } from './validate-structure.ts'

/** How many endpoints are asked at a time, without load. */
const AT_ONCE = 3

/** One endpoint asked, and whether it answered as it should. */
interface Judged extends Asked {
  readonly test: EndpointTest
}

/** What a run is made of, with nothing left open. */
interface Plan extends Required<Omit<SuiteOptions, 'headers' | 'token' | 'only' | 'onProgress'>>, AskOptions {
  readonly isWanted: (category: SuiteCategory) => boolean
  readonly onProgress: (doing: string) => void
}

/**
 * Tests the report's endpoints of any deployment (report: "Testing Infrastructure"): each answers, as the report has
 * it, also under concurrent load, and what the answers say of the services behind them. Every endpoint is asked once
 * for all of that, and then loaded one after the other.
 *
 * @throws SuiteOptionError where the options cannot be used; the reason of `signal` once that is aborted
 */
export async function runEndpointSuite(options: SuiteOptions, signal: AbortSignal): Promise<SuiteResult> {
  const plan = planOf(options)
  const { clock, deployment } = plan
  const [startedAt, startedMs] = [clock.now(), clock.monotonic()]
  const judged = await askAll(plan, signal)
  const anyAnswer = judged.some(({ answer }) => answer.kind === 'answer')
  const tests: EndpointTest[] = []
  if (anyAnswer) {
    tests.push(...judged.map(({ test }) => test).filter(({ category }) => plan.isWanted(category)))
    if (plan.isWanted('performance')) tests.push(...(await loadAll(judged, plan, signal)))
    if (plan.isWanted('structure')) tests.push(...judged.map(one => structureTest(one, plan)))
    if (plan.isWanted('connectivity')) tests.push(...connectivityTests(judged, plan))
  }
  const result = summarizeSuite({
    ...{ tests, startedAt, durationMs: roundMs(clock.monotonic() - startedMs), url: deployment.shown },
    requests: plan.verbose ? judged.map(({ request }) => request) : [],
    responseTimes: judged.flatMap(({ answer }) => (answer.kind === 'answer' ? [answer.responseTimeMs] : [])),
    noAnswer: anyAnswer ? null : noAnswerText(judged),
  })
  return withoutSecrets(result, deployment.secrets)
}

function planOf(options: SuiteOptions): Plan {
  const { requests = SUITE_DEFAULTS.requests, connections = SUITE_DEFAULTS.connections } = options
  const { only = [], timeoutMs = SUITE_DEFAULTS.timeoutMs } = options
  const thresholds = options.thresholds ?? SUITE_DEFAULTS.thresholds
  if (connections > requests) {
    throw new SuiteOptionError(
      `${requests} requests are too few for ${connections} connections. Give at least one request for each.`,
    )
  }
  return {
    ...{ url: options.url, clock: options.clock, requests, connections, timeoutMs, thresholds },
    ...{ requireAll: options.requireAll ?? false, verbose: options.verbose ?? false },
    onProgress: options.onProgress ?? (() => {}),
    deployment: readDeployment(options),
    isWanted: category => only.length === 0 || only.includes(category),
  }
}

/** Asks every endpoint; where the first cannot even be connected to, no other is tried. */
async function askAll(plan: Plan, signal: AbortSignal): Promise<readonly Judged[]> {
  const ask = async (endpoint: (typeof SUITE_ENDPOINTS)[number]): Promise<Judged> => {
    plan.onProgress(`Asking ${endpoint.path}`)
    const asked = await askEndpoint(endpoint, plan, signal)
    return { ...asked, test: answerTest(asked, plan) }
  }
  const [first, ...others] = SUITE_ENDPOINTS
  if (!first) return []
  const judged = [await ask(first)]
  if (judged.some(isOutOfReach)) return judged
  for (let at = 0; at < others.length; at += AT_ONCE) {
    judged.push(...(await Promise.all(others.slice(at, at + AT_ONCE).map(ask))))
    // Where nothing has answered so far, the rest would only take as long again.
    if (judged.length > AT_ONCE && judged.every(({ answer }) => answer.kind === 'none')) break
  }
  return judged
}

function isOutOfReach({ answer }: Asked): boolean {
  return answer.kind === 'none' && ['refused', 'unreachable', 'tls', 'misconfigured'].includes(answer.failure)
}

function answerTest(asked: Asked, { requireAll, clock }: Plan): EndpointTest {
  const { endpoint, answer, durationMs } = asked
  return testOf({
    ...{ category: endpoint.category, name: endpoint.path, durationMs },
    ...judgeAnswer(endpoint, answer, { requireAll, now: clock.now() }),
    responseTimeMs: answer.kind === 'answer' ? answer.responseTimeMs : null,
  })
}

async function loadAll(
  judged: readonly Judged[],
  plan: Plan,
  signal: AbortSignal,
): Promise<readonly EndpointTest[]> {
  const tests: EndpointTest[] = []
  const isLimited = () => tests.some(({ load }) => load !== null && load.rateLimited > 0)
  for (const one of judged) {
    if (one.test.outcome !== 'passed') tests.push(notLookedAt(one, 'performance', plan))
    else if (isLimited()) {
      const message = 'Not put under load, since the deployment limits the rate of requests.'
      tests.push(testOf({ category: 'performance', name: one.endpoint.path, outcome: 'skipped', message }))
    } else tests.push(await loadTest(one, plan, signal))
  }
  return tests
}

async function loadTest(
  { endpoint, answer }: Judged,
  plan: Plan,
  signal: AbortSignal,
): Promise<EndpointTest> {
  const { clock, deployment, requests, connections } = plan
  const timeoutMs = Math.max(plan.timeoutMs, LEAST_LOAD_TIMEOUT_MS)
  plan.onProgress(`Putting ${endpoint.path} under load`)
  const url = deployment.urlOf(endpoint.path)
  const startedAt = clock.monotonic()
  const count = await loadEndpoint(
    {
      ...{ url, headers: deployment.headersFor(url), requests, connections, timeoutMs, clock },
      keepsAlive: answer.kind === 'answer' && answer.keepsAlive,
    },
    signal,
  )
  return testOf({
    ...{ category: 'performance', name: endpoint.path, durationMs: roundMs(clock.monotonic() - startedAt) },
    ...judgeLoad(endpoint, count, { ...plan, timeoutMs, now: clock.now() }),
  })
}

function structureTest(one: Judged, plan: Plan): EndpointTest {
  const { endpoint, answer, test } = one
  if (test.outcome !== 'passed' || answer.kind === 'none') return notLookedAt(one, 'structure', plan)
  const { problems, warnings } = validateStructure(endpoint, answer, plan.clock.now())
  const [only] = problems
  return testOf({
    ...{ category: 'structure', name: endpoint.path, problems: [...problems] },
    outcome: problems.length === 0 ? 'passed' : 'failed',
    message:
      problems.length === 0
        ? 'As the report has it.'
        : problems.length === 1 && only !== undefined
          ? only
          : `${problems.length} things are not as the report has them.`,
    warning: warnings.length === 0 ? null : warnings.join(' '),
  })
}

/**
 * A test of an answer that is none. What failed is told once, where its own category is among those wanted; else here,
 * so that no run passes over it.
 */
function notLookedAt({ endpoint, test }: Judged, category: SuiteCategory, plan: Plan): EndpointTest {
  const isTold = test.outcome === 'skipped' || plan.isWanted(test.category)
  return testOf({
    ...{ category, name: endpoint.path },
    outcome: isTold ? 'skipped' : 'failed',
    message:
      test.outcome === 'skipped' || !isTold
        ? test.message
        : 'Not looked at, since it does not answer as it should.',
  })
}

function connectivityTests(judged: readonly Judged[], plan: Plan): readonly EndpointTest[] {
  const tests = serviceTests(reportedServices(judged.filter(({ test }) => test.outcome === 'passed')))
  if (tests.length > 0) return tests
  const isAnswered = judged.some(({ test }) => test.outcome === 'passed')
  const message = 'None of the answers names a service.'
  const outcome = isAnswered || plan.isWanted('basic') ? 'skipped' : 'failed'
  return [testOf({ category: 'connectivity', name: 'services', outcome, message })]
}

function noAnswerText(judged: readonly Asked[]): string {
  const messages = new Set(judged.map(({ answer }) => (answer.kind === 'none' ? answer.message : '')))
  return [...messages][0] ?? 'Nothing was asked.'
}

/** What was sent to be let in may come back in an answer. */
function withoutSecrets(result: SuiteResult, secrets: readonly string[]): SuiteResult {
  const hider = new SecretHider(secrets)
  const hide = (text: string) => hider.inText(text)
  return {
    ...result,
    summary: hide(result.summary),
    tests: result.tests.map(test => ({
      ...test,
      name: hide(oneLine(test.name, 200)),
      message: hide(test.message),
      problems: test.problems.map(hide),
      warning: test.warning === null ? null : hide(test.warning),
    })),
    requests: result.requests.map(request => ({
      ...request,
      head: hide(request.head),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, hide(value)]),
      ),
    })),
  }
}

/** The categories' words, for flags and messages. */
export const SUITE_CATEGORIES: readonly SuiteCategory[] = suiteCategorySchema.options
