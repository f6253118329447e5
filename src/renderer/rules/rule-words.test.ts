import { expect, it } from 'vitest'
import { alertRuleSchema } from '#shared/alert-config.ts'
import { ruleWords } from './rule-words.ts'

const rule = (more: object) =>
  alertRuleSchema.parse({ id: 'a', name: 'A', when: 'status = unhealthy', ...more })
const names = new Map([['slack', 'Slack of the team']])

it('says how long a rule must hold, and who is told', () => {
  expect(ruleWords(rule({}), names)).toEqual([])
  expect(ruleWords(rule({ forSeconds: 300, notify: false }), names)).toEqual(['after 5 min', 'only listed'])
  expect(ruleWords(rule({ forSeconds: 90, notifiers: ['slack'] }), names)).toEqual([
    'after 1 min',
    'tells Slack of the team',
  ])
})

it('says that a notifier it names does not exist', () => {
  expect(ruleWords(rule({ notifiers: ['slack', 'gone'] }), names)).toEqual([
    'tells Slack of the team, gone, which does not exist',
  ])
})
