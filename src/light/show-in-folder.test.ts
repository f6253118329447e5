import { expect, it } from 'vitest'
import { folderShower, showCommand } from './show-in-folder.ts'

it('asks the file manager of each system', () => {
  expect(showCommand('/home/ada/reports/a.csv', 'linux')).toEqual(['xdg-open', '/home/ada/reports'])
  expect(showCommand('/Users/ada/a.csv', 'darwin')).toEqual(['open', '-R', '/Users/ada/a.csv'])
  expect(showCommand('C:\\reports\\a.csv', 'win32')).toEqual(['explorer.exe', '/select,C:\\reports\\a.csv'])
})

it('asks nobody where there is no screen', () => {
  expect(folderShower('linux', {})).toBeUndefined()
  expect(folderShower('linux', { DISPLAY: ':0' })).toBeDefined()
})
