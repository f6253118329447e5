import { expect, it } from 'vitest'
import { chunkByEntries } from './chunk-by-entries.ts'

/** What each module imports at once. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  shell: ['config', 'face'],
  cli: ['config'],
  config: ['words'],
  face: ['words'],
  words: ['config'],
  later: ['words', 'big'],
  big: [],
}
const graph = {
  getModuleInfo: (id: string) => {
    const importedIds = IMPORTS[id]
    return importedIds === undefined ? null : { isEntry: id === 'shell' || id === 'cli', importedIds }
  },
}

it('puts together what the same programs need at once, and leaves the rest to the bundler', () => {
  const nameOf = chunkByEntries({ shell: 'shell', cli: 'cli' })
  const names = Object.keys(IMPORTS).map(id => [id, nameOf(id, graph)])
  expect(Object.fromEntries(names)).toEqual({
    ...{ shell: null, cli: null, face: null, later: null, big: null },
    ...{ config: 'start-shell-cli', words: 'start-shell-cli' },
  })
})
