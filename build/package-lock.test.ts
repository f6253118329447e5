import { expect, test } from 'vitest'
import { dependencyPath, packageName, productionPackages } from './package-lock.ts'

const locked = (dependencies: Record<string, string> = {}) => ({
  version: '1.0.0',
  dependencies,
  optionalDependencies: { fsevents: '1' },
})
const lock = {
  packages: {
    '': locked({ notifier: '1' }),
    'node_modules/notifier': locked({ semver: '1', which: '2' }),
    'node_modules/notifier/node_modules/semver': locked(),
    'node_modules/semver': locked(),
    'node_modules/which': locked({ semver: '2', notifier: '1' }),
    'node_modules/@scope/unused': locked({ which: '2' }),
  },
}

test('finds a package where Node would: in the own folder first, then upwards', () => {
  expect(dependencyPath(lock, 'node_modules/notifier', 'semver')).toBe(
    'node_modules/notifier/node_modules/semver',
  )
  expect(dependencyPath(lock, 'node_modules/notifier/node_modules/semver', 'which')).toBe(
    'node_modules/which',
  )
  expect(dependencyPath(lock, '', 'semver')).toBe('node_modules/semver')
  expect(dependencyPath(lock, '', 'missing')).toBeUndefined()
})

test('what must be installed is all that is needed, in turn and once, without what is optional', () => {
  expect(productionPackages(lock)).toEqual([
    'node_modules/notifier',
    'node_modules/notifier/node_modules/semver',
    'node_modules/semver',
    'node_modules/which',
  ])
})

test('names a package by its path', () => {
  expect(packageName('node_modules/a/node_modules/@b/c')).toBe('@b/c')
})
