import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Config, configSchema } from '#shared/config.ts'
import { commandChecker } from '../checkers/command.ts'
import { checkersForTests } from './checkers-for-tests.ts'
import { resolveReferences } from './references.ts'
import { makeResolvers } from './resolvers.ts'
import { secretFieldsOf } from './secret-fields.ts'
import { MemorySecretStore } from './secret-store.ts'
import { extractSecrets } from './secrets.ts'

const isSecretField = secretFieldsOf(checkersForTests)
const ref = (inside: string) => `$\{${inside}}`

function configOf(check: Record<string, unknown>, backend: Record<string, unknown> = {}): Config {
  return configSchema.parse({
    monitors: [{ id: 'm', name: 'M', category: 'apis', check }],
    backends: [{ id: 'b', name: 'B', url: 'http://127.0.0.1', ...backend }],
  })
}

const extract = (config: Config, kept = new Map<string, string>()) =>
  extractSecrets(config, isSecretField, kept)

describe('taking secrets out of a configuration', () => {
  it('takes every variable of a command for a secret, whatever its name', () => {
    const given = configOf({ kind: 'command', argv: ['backup'], env: { DB_DSN: 'hidden in here' } })
    const { config } = extractSecrets(given, secretFieldsOf([commandChecker]))
    expect(config.monitors[0]?.check.env).toEqual({ DB_DSN: ref('secret:monitors.m.env.DB_DSN') })
  })

  it('replaces passwords in URLs wherever they stand', () => {
    const { config, secrets } = extract(
      configOf(
        { kind: 'command', argv: ['psql', 'postgres://app:p%40ss@db/app', 'no:secret@here', 'mailto:a@b'] },
        { url: 'https://admin:tops3cret@api.example.com/health' },
      ),
    )
    expect(config.monitors[0]?.check.argv).toEqual([
      'psql',
      `postgres://app:${ref('secret:monitors.m.argv.1.password')}@db/app`,
      'no:secret@here',
      'mailto:a@b',
    ])
    expect(config.backends[0]?.url).toBe(
      `https://admin:${ref('secret:backends.b.url.password')}@api.example.com/health`,
    )
    expect(Object.fromEntries(secrets)).toEqual({
      'monitors.m.argv.1.password': 'p%40ss',
      'backends.b.url.password': 'tops3cret',
    })
  })

  it('takes a password up to the last @, and several in one text', () => {
    const { config, secrets } = extract(
      configOf({ kind: 'http', url: 'http://x', body: 'a://u:p@1@h b://:q:2@h' }),
    )
    expect([...secrets.values()]).toEqual(['p@1', 'q:2'])
    expect(config.monitors[0]?.check.body).toBe(
      `a://u:${ref('secret:monitors.m.body.password')}@h b://:${ref('secret:monitors.m.body.password-2')}@h`,
    )
  })

  it('replaces secret parameters of URLs and leaves the others readable', () => {
    const url = 'https://h/x?api_key=K1&page=2&access_token=T1&monkey=banana&client_secret=S1#part'
    const { config, secrets } = extract(configOf({ kind: 'http', url }))
    expect([...secrets.values()]).toEqual(['K1', 'T1', 'S1'])
    expect(config.monitors[0]?.check.url).toBe(
      `https://h/x?api_key=${ref('secret:monitors.m.url.api_key')}&page=2&access_token=${ref('secret:monitors.m.url.access_token')}&monkey=banana&client_secret=${ref('secret:monitors.m.url.client_secret')}#part`,
    )
  })

  it('replaces the fields that their schema calls secret, and of headers those with a telling name', () => {
    const headers = { Accept: 'text/html', 'X-Api-Key': 'k', Cookie: 'c=1', authorization: 'Bearer t' }
    const { config, secrets } = extract(
      configOf(
        { kind: 'http', url: 'http://x', bearer: 'plain', headers },
        { headers: { ...headers, 'Content-Type': 'a/b' } },
      ),
    )
    expect(config.monitors[0]?.check).toMatchObject({
      bearer: ref('secret:monitors.m.bearer'),
      headers: {
        Accept: 'text/html',
        'X-Api-Key': ref('secret:monitors.m.headers.X-Api-Key'),
        Cookie: ref('secret:monitors.m.headers.Cookie'),
        authorization: ref('secret:monitors.m.headers.authorization'),
      },
    })
    expect(config.backends[0]?.headers).toMatchObject({ Accept: 'text/html', 'Content-Type': 'a/b' })
    expect(secrets.get('backends.b.headers.authorization')).toBe('Bearer t')
  })

  it('leaves references as they are, also where their own colons look like those of a URL', () => {
    const urls = [
      `postgres://u:${ref('env:PW')}@h/db`,
      `postgres://${ref('env:USER')}:${ref('file:/run/secrets/pw')}@h/db`,
      `https://h/?token=${ref('secret:monitors.m.url.token')}`,
    ]
    const config = configOf({ kind: 'command', argv: urls, env: { TOKEN: `Bearer ${ref('env:T')}` } })
    expect(extract(config)).toEqual({ config, secrets: new Map() })
  })

  it('takes out a literal password beside a user that is a reference', () => {
    const { secrets } = extract(configOf({ kind: 'postgres', url: `postgres://${ref('env:USER')}:pw@h/db` }))
    expect([...secrets.values()]).toEqual(['pw'])
  })

  it('finds nothing more in what it made', () => {
    const once = extract(configOf({ kind: 'http', url: 'http://a:b@h/?key=1', bearer: 'x' })).config
    expect(extract(once)).toEqual({ config: once, secrets: new Map() })
  })

  it('keeps the id of a secret that is entered again unchanged, and gives a changed one another', () => {
    const url = (password: string) => configOf({ kind: 'postgres', url: `postgres://u:${password}@h/db` })
    const idOf = (password: string, kept: Map<string, string>) => [
      ...extract(url(password), kept).secrets.keys(),
    ]
    const kept = new Map([['monitors.m.url.password', 'old']])
    expect(idOf('old', kept)).toEqual(['monitors.m.url.password'])
    expect(idOf('new', kept)).toEqual(['monitors.m.url.password-2'])
    expect(idOf('next', new Map([['monitors.m.url.password-2', 'new']]))).toEqual(['monitors.m.url.password'])
  })

  it('never takes the id of a secret that something else refers to', () => {
    const config = configSchema.parse({
      monitors: [
        {
          id: 'renamed',
          name: 'R',
          category: 'apis',
          check: { kind: 'http', url: 'http://x', bearer: ref('secret:monitors.m.bearer') },
        },
        { id: 'm', name: 'M', category: 'apis', check: { kind: 'http', url: 'http://x', bearer: 'another' } },
      ],
    })
    expect([...extract(config).secrets]).toEqual([['monitors.m.bearer-2', 'another']])
  })

  it('loses nothing: what was taken out comes back exactly, whatever the text', async () => {
    const piece = fc.constantFrom(
      'a://',
      'u',
      ':',
      'p%41',
      '@',
      'h',
      '/',
      '?key=',
      '&token=',
      '=',
      ' ',
      '"',
      ref('env:E'),
      '\uE0000\uE001',
      '#',
    )
    const text = fc.array(piece, { maxLength: 12 }).map(pieces => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(text, async body => {
        const { config, secrets } = extract(configOf({ kind: 'http', url: 'http://x', body }))
        const store = new MemorySecretStore()
        for (const [id, value] of secrets) await store.set(id, value)
        const resolvers = makeResolvers({ env: { E: 'e' }, baseDir: '/', secrets: store })
        const before = await resolveReferences(body, resolvers)
        const after = await resolveReferences(config.monitors[0]?.check.body, resolvers)
        expect(after.ok && after.value).toBe(before.ok && before.value)
      }),
      { numRuns: 500 },
    )
  })
})
