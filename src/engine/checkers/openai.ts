import { z } from 'zod'
import { addressBelow, callApi } from './api-call.ts'
import { API_STEPS, apiAddress, apiKey, statusPageField } from './api-fields.ts'
import {
  checkVendor,
  problemFinding,
  restAndCertificate,
  statusPageOf,
  type VendorFinding,
} from './check-vendor.ts'
import { type CheckContext, defineChecker } from './checker.ts'
import { explainApiAnswer, undocumentedAnswer } from './explain-api-answer.ts'
import { hostOf, showUrl } from './http-exchange.ts'

const OPENAI = 'https://api.openai.com/v1'
const STATUS_PAGE = 'https://status.openai.com'

const word = apiKey.max(200).optional()

const schema = z.strictObject({
  apiKey: apiKey.meta({ title: 'API key', description: 'sk-….', secret: true }),
  model: word.meta({ title: 'Model', description: 'Must be among those that the key may use.' }),
  url: apiAddress.default(OPENAI).meta({
    title: 'URL',
    description: 'Address of the API, or of another server that speaks it.',
    advanced: true,
  }),
  organization: word.meta({ title: 'Organization', description: 'org-….', advanced: true }),
  project: word.meta({ title: 'Project', description: 'proj_….', advanced: true }),
  statusPage: statusPageField.default(STATUS_PAGE),
})
type OpenAiTarget = z.infer<typeof schema>

const modelsSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) })

/** Lists the models of OpenAI's API, which costs nothing and needs the key. */
export const openaiChecker = defineChecker<OpenAiTarget>({
  kind: 'openai',
  title: 'OpenAI',
  summary: 'Lists the models of OpenAI, or of a server that speaks its API.',
  schema,
  defaults: { category: 'apis', timeoutSeconds: 10 },
  callsVendor: true,
  whatToCheck: [
    ...API_STEPS,
    'API keys are made at https://platform.openai.com/api-keys; one that is restricted must be allowed to read models.',
    'Credit and limits stand at platform.openai.com, under Billing and Limits of the organization and the project.',
    'OpenAI reports its incidents at https://status.openai.com.',
  ],
  describe({ url }) {
    const parsed = new URL(url)
    return { text: showUrl(addressBelow(url, '/models')), host: hostOf(parsed) }
  },
  check(target, context) {
    const isVendorsOwn = new URL(target.url).origin === new URL(OPENAI).origin
    return checkVendor(
      {
        statusPage: statusPageOf(target.statusPage, STATUS_PAGE, isVendorsOwn),
        keys: [target.apiKey],
        find: own => findOpenAi(target, own),
      },
      context,
    )
  },
})

async function findOpenAi(target: OpenAiTarget, context: CheckContext): Promise<VendorFinding> {
  const { apiKey: key, organization, project, model } = target
  const vendor = { name: 'OpenAI', key: 'API key', action: 'list models', keys: [key] }
  const headers = {
    authorization: `Bearer ${key}`,
    ...(organization !== undefined && { 'openai-organization': organization }),
    ...(project !== undefined && { 'openai-project': project }),
  }
  const answer = await callApi({ url: addressBelow(target.url, '/models'), headers }, context)
  const problem = explainApiAnswer(answer, vendor)
  if (problem) return problemFinding(problem, answer)
  const parsed = modelsSchema.safeParse(answer.document)
  if (!parsed.success) return problemFinding(undocumentedAnswer(answer, vendor), answer)
  const models = parsed.data.data
  const listed = models.length === 1 ? '1 model' : `${models.length} models`
  const found = {
    responseTimeMs: answer.responseTimeMs,
    details: { ...answer.details, models: models.length },
    ...restAndCertificate(answer),
  }
  if (model === undefined) return { status: 'healthy', message: `Lists ${listed}`, ...found }
  if (models.some(({ id }) => id === model)) {
    return { status: 'healthy', message: `Lists ${listed}, ${model} among them`, ...found }
  }
  const message = `The model ${model} is not among the ${listed} that this key may use. Check its name, and the models of the project.`
  return { status: 'unhealthy', message, ...found, failure: 'unexpected' }
}
