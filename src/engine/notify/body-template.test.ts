import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyText } from '../../../test-support/any-text.ts'
import { fillTemplate, templateProblem } from './body-template.ts'
import { SAMPLE_DOCUMENT } from './notification-document.ts'

const JSON_TYPE = 'application/json'
const fill = (template: string, title: string, contentType = JSON_TYPE) =>
  fillTemplate(template, { ...SAMPLE_DOCUMENT, title }, contentType)

describe('a template', () => {
  it('is filled in with texts, whole JSON values and parts of addresses', () => {
    const template =
      '{"text": "{{title}}: {{ body }}", "level": {{json level}}, "all": {{json incidents}}, "who": "{{incidents.0.acknowledgedBy}}", "none": {{json incidents.9.name}}}'
    expect(JSON.parse(fill(template, 'A "quoted" \\ title\nof two lines'))).toEqual({
      ...{ text: 'A "quoted" \\ title\nof two lines: It refused the connection.', level: 'critical' },
      ...{ all: SAMPLE_DOCUMENT.incidents, who: '', none: null },
    })
    expect(fill('t={{title}}&n={{url incidents.0.name}}', 'a&b=c', 'application/x-www-form-urlencoded')).toBe(
      't=a%26b%3Dc&n=PostgreSQL',
    )
    expect(fill('<t a="{{title}}"/>', '"/><script>&', 'application/xml')).toBe(
      '<t a="&#34;/&#62;&#60;script&#62;&#38;"/>',
    )
    expect(fill('{{title}}', '{{body}} ${env:HOME}', 'text/plain')).toBe('{{body}} ${env:HOME}')
  })

  it('stays JSON whatever is filled in, with exactly that in it', () => {
    fc.assert(
      fc.property(anyText(), title => {
        const filled = fill('{"a": "{{title}}", "b": {{json title}}, "c": "<{{title}}>"}', title)
        expect(JSON.parse(filled)).toEqual({ a: title, b: title, c: `<${title}>` })
      }),
    )
  })

  it('that could not be filled in is told of when it is written', () => {
    expect(templateProblem('{"text": {{json title}}}', JSON_TYPE)).toBeNull()
    expect(templateProblem('{{titl}}', 'text/plain')).toBe(
      'There is nothing called "titl" to fill in. Did you mean "title"?',
    )
    expect(templateProblem('{{#each incidents}}', 'text/plain')).toMatch(/^A placeholder is \{\{name\}\}/)
    expect(templateProblem('{"text": {{title}}}', JSON_TYPE)).toMatch(/^This is no JSON once it is filled in/)
    expect(templateProblem('{{constructor}}', 'text/plain')).toMatch(/^There is nothing called "constructor"/)
    expect(fill('{{incidents.constructor}}{{title.length}}', 'x', 'text/plain')).toBe('')
  })
})
