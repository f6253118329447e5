import { describe, expect, it } from 'vitest'
import { checkValidator } from '../config/validate-check.ts'
import { checkers } from './registry.ts'

const APP = { appId: '${env:ID}', key: '${env:KEY}', secret: '${secret:pusher}', cluster: '${env:CLUSTER}' }
const validate = checkValidator(checkers)

describe('the settings of paid APIs', () => {
  it.each([
    { kind: 'pusher', ...APP, host: '${env:HOST}', statusPage: '${env:PAGE}' },
    { kind: 'pusher-channel', ...APP, channel: '${env:CHANNEL}' },
    { kind: 'clerk', secretKey: '${file:clerk.key}', url: '${env:CLERK}', statusPage: '${env:PAGE}' },
    { kind: 'supabase', url: '${env:PROJECT}', key: '${env:KEY}', statusPage: '${env:PAGE}' },
    { kind: 'openai', apiKey: '${env:KEY}', url: '${env:URL}/v1', model: '${env:MODEL}' },
  ])('can be references: $kind', check => {
    expect(validate(check)).toEqual([])
  })

  it('are no addresses of another scheme', () => {
    expect(validate({ kind: 'supabase', url: 'ftp://example.com', key: 'k' })).toEqual([
      expect.objectContaining({
        path: ['url'],
        message: 'Give an http or https address, such as https://example.com.',
      }),
    ])
  })
})
