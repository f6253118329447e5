import { expect, it } from 'vitest'
import { loginArguments } from './login-arguments.ts'
import { parseShellOptions } from './shell-options.ts'

it('starts at login as it was started, hidden', () => {
  const args = ['--data-dir', '/tmp/a', '--config', '/tmp/c.yaml', '--port', '7499', '--host', '::1']
  const options = parseShellOptions(args, {})
  expect(parseShellOptions(loginArguments(options), {})).toEqual({ ...options, open: false })
})

it('says no more than is needed', () => {
  expect(loginArguments(parseShellOptions(['--data-dir', '/tmp/a'], {}))).toEqual([
    '--hidden',
    '--data-dir',
    '/tmp/a',
  ])
})
