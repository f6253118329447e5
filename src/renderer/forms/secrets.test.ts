import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isSecretName } from '#shared/secret-name.ts'
import { fieldsOf } from './fields.ts'
import { isSecretReference, isStoredSecret, withoutSecrets } from './secrets.ts'

const fields = fieldsOf(
  z.toJSONSchema(
    z.object({
      name: z.string(),
      url: z.string(),
      token: z.string().meta({ secret: true }),
      headers: z.record(z.string(), z.string()).meta({ secret: true }),
      tls: z.object({ key: z.string().meta({ secret: true }), servername: z.string() }),
      logins: z.array(z.object({ user: z.string(), password: z.string().meta({ secret: true }) })),
    }),
  ),
)

describe('secrets in a form', () => {
  it('are told from references to them', () => {
    expect(isStoredSecret('${secret:monitor/redis/url}')).toBe(true)
    expect(isStoredSecret('${env:TOKEN}')).toBe(false)
    expect(isSecretReference('${env:TOKEN}')).toBe(true)
    expect(isStoredSecret('redis://user:${secret:x}@host')).toBe(false)
    expect(isSecretReference('hunter2')).toBe(false)
  })

  it('are not kept in a draft, wherever in it they stand', () => {
    const draft = withoutSecrets(
      {
        name: 'Redis',
        token: 'hunter2',
        headers: { Authorization: 'Bearer hunter2' },
        tls: { key: 'hunter2', servername: 'db' },
        logins: [{ user: 'me', password: 'hunter2' }],
      },
      fields,
    )
    expect(draft).toEqual({ name: 'Redis', tls: { servername: 'db' }, logins: [{ user: 'me' }] })
  })

  it('stay as references, which give nothing away', () => {
    const value = { token: '${secret:a}', headers: { Authorization: '${env:TOKEN}' } }
    expect(withoutSecrets(value, fields)).toEqual(value)
  })

  it('are taken out of addresses too', () => {
    const kept = (url: string) => withoutSecrets({ url }, fields).url
    expect(kept('postgres://me:hunter2@db:5432/app')).toBe('postgres://me:@db:5432/app')
    expect(kept('postgres://me:${secret:a}@db')).toBe('postgres://me:${secret:a}@db')
    expect(kept('https://example.com:8443/a@b')).toBe('https://example.com:8443/a@b')
  })

  it('among headers are those with the names of secrets', () => {
    expect(isSecretName('X-Api-Key')).toBe(true)
    expect(isSecretName('Accept')).toBe(false)
  })
})
