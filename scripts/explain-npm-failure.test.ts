import { expect, test } from 'vitest'
import { explainNpmFailure } from './explain-npm-failure.mjs'

test.each([
  [
    'spawn npm ENOENT',
    127,
    'npm was not found. Install Node 20 or newer together with npm, and run this again.',
  ],
  [
    'npm error code ENOTFOUND\nnpm error network request to https://registry.npmjs.org/zod failed',
    1,
    'The packages could not be downloaded: the npm registry does not answer (ENOTFOUND). Check the network or the proxy, and run this again.',
  ],
  [
    'npm error code EUSAGE\nnpm error\nnpm error `npm ci` can only install packages when',
    1,
    'package-lock.json does not match package.json. Run `npm install`, and commit the lock file.',
  ],
  [
    'npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/nope',
    1,
    'npm ci failed with code 1: 404 Not Found - GET https://registry.npmjs.org/nope. Run it by hand to see all it says.',
  ],
  ['', 1, 'npm ci failed with code 1. Run it by hand to see all it says.'],
])('puts %j into a sentence', (output, code, sentence) => {
  expect(explainNpmFailure(output, code)).toBe(sentence)
})
