import type { ApplicationMetric, Backend } from '#shared/config.ts'
import { parseSampleName } from '#shared/sample-name.ts'
import { oneLine } from '../checkers/printable-text.ts'

const MAX_HELP = 60
const MAX_NAME = 120

/**
 * What a watched sample is called, with its backend: the operator's name for it, else what the document says of it
 * where that is short, else its name in words; and what its labels say.
 */
export function applicationMetricName(
  { name: backendName }: Pick<Backend, 'name'>,
  { name: own, sample }: Pick<ApplicationMetric, 'name' | 'sample'>,
  help = '',
): string {
  return `${own ?? nameOf(sample, help)} (${backendName})`
}

function nameOf(sample: string, help: string): string {
  const { name, labels } = parseSampleName(sample) ?? { name: sample, labels: [] }
  const said = help.replace(/\.$/, '')
  const title = said !== '' && said.length <= MAX_HELP ? said : inWords(name)
  const values = labels.map(([, value]) => value).filter(value => value !== '')
  return oneLine([title, ...values].join(', '), MAX_NAME)
}

/** `http_requests_total` is "Http requests total". */
function inWords(name: string): string {
  const words = name.replaceAll(/[_:]+/g, ' ').trim()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}
