import { expect, it } from 'vitest'
import { commandWords } from './command-words.ts'

it('are npm scripts in a checkout, and the command where it is installed', () => {
  expect(commandWords({})).toEqual({ start: 'npm start --', ask: 'npm run -s traylight --' })
  expect(commandWords({ TRAYLIGHT_COMMAND: 'traylight' })).toEqual({ start: 'traylight', ask: 'traylight' })
})
