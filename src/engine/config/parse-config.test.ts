import { describe, expect, it } from 'vitest'
import { checkersForTests } from './checkers-for-tests.ts'
import { describeProblem } from './describe-problem.ts'
import { parseConfig } from './parse-config.ts'
import { checkValidator } from './validate-check.ts'

const validateCheck = checkValidator(checkersForTests)

function problemsOf(text: string): string[] {
  const result = parseConfig(text, { validateCheck })
  expect(result.ok).toBe(false)
  return result.ok ? [] : result.problems.map(describeProblem)
}

const reference = (inside: string) => `$\{${inside}}`

describe('reading a configuration', () => {
  it('takes YAML and JSON alike and fills in the defaults', () => {
    const yaml = 'monitors:\n  - {id: a, name: A, category: apis, check: {kind: tcp, host: h, port: 1}}\n'
    const json = `{
\t"monitors": [{"id": "a", "name": "A", "category": "apis", "check": {"kind": "tcp", "host": "h", "port": 1}}]
}`
    const fromYaml = parseConfig(yaml, { validateCheck })
    expect(fromYaml).toEqual(parseConfig(json, { validateCheck }))
    expect(fromYaml.ok && fromYaml.config.monitors[0]).toMatchObject({
      intervalSeconds: 30,
      severity: 'critical',
    })
    expect(fromYaml.ok && fromYaml.config.thresholds.memory).toEqual({
      warning: 60,
      critical: 80,
      unhealthy: 90,
    })
  })

  it('reads what it would write itself', () => {
    const first = parseConfig('backends: [{id: b, name: B, url: "http://127.0.0.1:8009"}]')
    expect(first.ok).toBe(true)
    const again = parseConfig(JSON.stringify(first.ok && first.config, null, 2))
    expect(again).toEqual(first)
  })

  it('makes ids from names where they are left out, each its own', () => {
    const entry = 'category: apis, check: {kind: tcp, host: h, port: 1}'
    const result = parseConfig(
      `monitors:\n- {name: Ünï & Co, ${entry}}\n- {name: "unï, co", ${entry}}\n- {name: "???", ${entry}}`,
    )
    expect(result.ok && result.config.monitors.map(monitor => monitor.id)).toEqual([
      'uni-co',
      'uni-co-2',
      'monitor',
    ])
  })

  it('lets YAML anchors and merges save repetition', () => {
    const result = parseConfig(
      'monitors:\n- &one {id: a, name: A, category: apis, check: {kind: tcp, host: h, port: 1}}\n- {<<: *one, id: b}\n',
    )
    expect(result.ok && result.config.monitors.map(({ id, name }) => [id, name])).toEqual([
      ['a', 'A'],
      ['b', 'A'],
    ])
  })

  it('names every problem with its place and what to do', () => {
    const text = `monitors:
  - name: Web site
    category: apis
    intervall: 5
    severity: critcal
    paused: yes
    check:
      kind: http
      url: foo
      expectedStatus: [200, x]
      headres: {}
  - id: b
    category: Apis
    check: {kind: htpp}
    intervalSeconds: 0
  - id: b
    name: B
    category: apis
    check: {kind: tcp, host: h, port: 1}
settings: {maxConcurrentChecks: 1.5}
`
    expect(problemsOf(text)).toEqual([
      'line 4, column 5, monitors.0.intervall: Unknown setting "intervall". Did you mean "intervalSeconds"?',
      'line 5, column 15, monitors.0.severity: Use one of "critical" or "minor". Did you mean "critical"?',
      'line 6, column 13, monitors.0.paused: This must be true or false, not a text.',
      'line 9, column 12, monitors.0.check.url: Give an http or https address.',
      'line 10, column 29, monitors.0.check.expectedStatus.1: This must be a number, not a text.',
      'line 11, column 7, monitors.0.check.headres: Unknown setting "headres". Did you mean "headers"?',
      'line 12, column 5, monitors.1.name: "name" is missing. Add it: a text.',
      'line 13, column 15, monitors.1.category: Use lower case letters, digits and dashes, at most 40 characters.',
      'line 14, column 19, monitors.1.check.kind: There is no kind of check called "htpp". Did you mean "http"? There are: http, postgres, tcp, command.',
      'line 15, column 22, monitors.1.intervalSeconds: The shortest interval is 1 second.',
      'line 20, column 33, settings.maxConcurrentChecks: This must be a whole number.',
    ])
  })

  it('finds an id that is used twice', () => {
    const entry = 'name: A, category: apis, check: {kind: tcp, host: h, port: 1}'
    expect(problemsOf(`monitors:\n- {id: a, ${entry}}\n- {id: a, ${entry}}`)).toEqual([
      'line 3, column 8, monitors.1.id: The id "a" is used twice. Give each monitor its own.',
    ])
  })

  it('gives line and column in JSON too', () => {
    expect(problemsOf('{\n  "settings": {\n    "theme": "blue"\n  }\n}')).toEqual([
      'line 3, column 14, settings.theme: Use one of "system", "light" or "dark".',
    ])
  })

  it('never repeats a value that might be a secret', () => {
    const text = `monitors:
  - {id: a, name: A, category: apis, check: {kind: http, url: "ftp://u:hunter2@h", bearer: 12345678, method: hunter2}}
backends:
  - {id: b, name: B, url: "nonsense-hunter2"}
`
    expect(problemsOf(text).join('\n')).not.toMatch(/hunter2|12345678/)
    expect(problemsOf(text)).toHaveLength(4)
  })

  it('accepts references where they stand for a text, and only there', () => {
    const check = `kind: http, url: "${reference('env:URL')}", method: GET`
    const config = (inside: string) =>
      `monitors: [{id: a, name: A, category: apis, check: {${inside}}}]\nbackends: [{id: b, name: B, url: "https://${reference('env:HOST')}/x"}]`
    expect(parseConfig(config(check), { validateCheck }).ok).toBe(true)
    expect(problemsOf(config(`${check}, expectedStatus: "${reference('env:S')}"`))).toEqual([
      expect.stringContaining('This must be a number or a list, not a text.'),
    ])
    expect(problemsOf(config(`kind: tcp, host: h, port: "${reference('env:PORT')}"`))).toEqual([
      expect.stringContaining('This must be a number, not a text.'),
    ])
  })

  it('ignores the $schema that editors look for', () => {
    expect(parseConfig('{"$schema": "./schema.json", "monitors": []}').ok).toBe(true)
  })
})

describe('a text that is no configuration', () => {
  it.each([
    ['nothing', '', 'line 1, column 1: This is empty.'],
    ['only a comment', '# later\n', 'line 1, column 1: This is empty.'],
    ['a list', '- a\n', 'line 1, column 1: A configuration is made of names and values'],
    ['a plain text', 'hello', 'line 1, column 1: A configuration is made of names and values'],
    ['a JSON number', '5', 'A configuration is made of names and values'],
    [
      'a setting twice',
      'settings: {}\nsettings: {}',
      'line 2, column 1: The setting "settings" is given twice.',
    ],
    ['a JSON name twice', '{"a": 1, "a": 2}', 'line 1, column 10: The setting "a" is given twice.'],
    ['a tab', 'monitors:\n\t- a', 'line 2, column 1: This line is indented with a tab.'],
    ['an open quote', 'a: "b', 'line 1, column 6: This cannot be read as YAML or JSON:'],
    ['bad indentation', 'a: b: c', 'line 1, column 4: Check the indentation and the colons here:'],
    ['two documents', 'a: 1\n---\nb: 2', 'line 2, column 1: A second document begins here'],
    ['an unknown alias', 'a: *b', 'line 1, column 4: The alias *b stands for nothing'],
    ['a tag', 'a: !run x', 'line 1, column 4: Tags (!name) are not used here.'],
    ['a name that is a list', '? [1]\n: 2', 'line 1, column 3: The name of a setting must be a plain text.'],
    ['a newer version', 'version: 7', 'line 1, column 10, version: This configuration has version 7'],
    ['a loop', 'a: &a\n  - *a', 'nested more than 64 levels deep'],
    ['deep YAML', '['.repeat(100_000), 'nested more than 64 levels deep'],
    ['deep JSON', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'nested more than 64 levels deep'],
    ['10 MB of YAML', `a: ${'x'.repeat(10_000_000)}`, 'at most 10.0 million characters are read'],
    ['large YAML', `a: ${'x'.repeat(3_000_000)}`, 'Save it as JSON.'],
    ['binary rubbish', '\u0000\u0001\u0002', 'line 1, column 1'],
  ])('is refused with a reason: %s', (_, text, reason) => {
    const problems = problemsOf(text)
    expect(problems[0]).toContain(reason)
    expect(problems.length).toBeLessThanOrEqual(20)
  })

  it('is refused where its aliases multiply without end', () => {
    const levels = 'bcdefghij'.split('')
    const lines = levels.map((name, index) => {
      const previous = index === 0 ? 'a' : levels[index - 1]
      return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${previous}`).join(', ')}]`
    })
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...lines].join('\n')
    expect(problemsOf(bomb)).toEqual([expect.stringContaining('multiply to far more than is written')])
  })

  it('does not let names reach the prototype of anything', () => {
    const problems = problemsOf('__proto__: {monitors: 1}\nconstructor: {prototype: {x: 1}}')
    expect(problems).toHaveLength(2)
    expect({}).not.toHaveProperty('x')
  })
})
