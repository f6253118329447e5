import type { EndpointTest } from './suite-result.ts'

/** What every test says; the rest is left at nothing. */
type TestFacts = Pick<EndpointTest, 'category' | 'name' | 'outcome' | 'message'> & Partial<EndpointTest>

/** One test as the result has it. */
export function testOf(facts: TestFacts): EndpointTest {
  return { problems: [], warning: null, durationMs: 0, responseTimeMs: null, load: null, ...facts }
}
