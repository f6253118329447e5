import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { makeTempDir } from '../../../test-support/temp-dir.ts'
import { systemClock } from '../clock.ts'
import { checkersForTests } from '../config/checkers-for-tests.ts'
import { ConfConfigStore } from '../config/conf-config-store.ts'
import { configRules } from '../config/config-rules.ts'
import { FileSecretStore } from '../config/file-secret-store.ts'
import { defineProfile } from '../profiles/profile.ts'
import { profileHandlers } from './profile-handlers.ts'

const shop = defineProfile({
  name: 'shop',
  title: 'Shop',
  summary: 'For tests.',
  schema: z.strictObject({
    token: z.string().min(1, 'Give a token.').default('none'),
    page: z.string().default('http://127.0.0.1'),
  }),
  expand: ({ token, page }) => ({
    monitors: [
      {
        ...{ id: 'web', name: 'Web', category: 'apis' },
        check: { kind: 'http', url: page, bearer: token },
      },
      { id: 'door', name: 'Door', category: 'system', check: { kind: 'tcp', host: '127.0.0.1', port: 80 } },
    ],
    backends: [{ id: 'office', name: 'Office', url: 'http://127.0.0.1:8009' }],
  }),
})

async function installation() {
  const dir = await makeTempDir('profiles')
  onTestFinished(() => dir.remove())
  const secrets = await FileSecretStore.open(join(dir.path, 'secrets.json'), systemClock)
  const rules = configRules(checkersForTests, [shop])
  const config = new ConfConfigStore({ dataDir: dir.path, clock: systemClock, rules, secrets })
  await config.start()
  onTestFinished(() => config.stop())
  return { config, ...profileHandlers({ config, profiles: [shop] }) }
}

describe('adding a profile', () => {
  it('is previewed with what is there already', async () => {
    const { config, addProfile, previewProfile } = await installation()
    await addProfile({ name: 'shop', settings: {}, leaveOut: ['monitor:door', 'backend:office'] })
    expect(config.current().monitors.map(({ id }) => id)).toEqual(['web'])
    const preview = await previewProfile({ name: 'shop', settings: {} })
    expect(preview).toEqual({
      ok: true,
      items: [
        { type: 'backend', id: 'office', name: 'Office', category: 'apis', exists: false },
        { type: 'monitor', id: 'web', name: 'Web', category: 'apis', exists: true },
        { type: 'monitor', id: 'door', name: 'Door', category: 'system', exists: false },
      ],
    })
  })

  it('adds what is missing, leaves what is there as it is, and says what it added', async () => {
    const { config, addProfile } = await installation()
    expect(await addProfile({ name: 'shop', settings: {}, leaveOut: ['monitor:door'] })).toEqual({
      ok: true,
      added: ['Office', 'Web'],
    })
    await config.save(current => ({
      ...current,
      monitors: current.monitors.map(monitor => ({ ...monitor, name: 'Mine' })),
    }))
    expect(await addProfile({ name: 'shop', settings: {}, leaveOut: [] })).toEqual({
      ok: true,
      added: ['Door'],
    })
    expect(config.current().monitors.map(({ name }) => name)).toEqual(['Mine', 'Door'])
    expect(config.current().backends).toHaveLength(1)
  })

  it('keeps a key that was typed in among the secrets', async () => {
    const { config, addProfile } = await installation()
    await addProfile({ name: 'shop', settings: { token: 'hush' }, leaveOut: [] })
    expect(JSON.stringify(config.current())).not.toContain('hush')
    expect(await config.secrets.get('monitors.web.bearer')).toBe('hush')
  })

  it('names the monitor in which settings turn out to be wrong', async () => {
    const { config, addProfile } = await installation()
    expect(await addProfile({ name: 'shop', settings: { page: 'no page' }, leaveOut: [] })).toEqual({
      ok: false,
      problems: [{ path: [], message: 'Web, check.url: Give an http or https address.' }],
    })
    expect(config.current().monitors).toEqual([])
  })

  it('refuses settings that are wrong with their place, and a profile that does not exist', async () => {
    const { addProfile, previewProfile } = await installation()
    expect(await previewProfile({ name: 'shop', settings: { token: '' } })).toEqual({
      ok: false,
      problems: [{ path: ['token'], message: 'Give a token.' }],
    })
    expect(await addProfile({ name: 'shops', settings: {}, leaveOut: [] })).toMatchObject({
      ok: false,
      problems: [{ message: 'There is no profile called "shops". Did you mean "shop"? There are: shop.' }],
    })
  })
})
