import { z } from 'zod'
import { AGENT_ID } from './agent-ping.ts'
import { headersSchema } from './http-target.ts'

/** What an `agents` check asks. */
export const agentsTargetSchema = z.strictObject({
  url: z
    .url({
      protocol: /^https?$/,
      error: 'Give an http or https address, such as http://127.0.0.1:8888/agents.',
    })
    .meta({ title: 'URL', description: 'Where the coordinator lists its agents.' }),
  headers: headersSchema
    .optional()
    .meta({ title: 'Headers', description: 'Sent along, such as an API key.', secret: true }),
  agents: z.array(z.string().min(1, 'Give a name or an id.').max(200)).max(200).default([]).meta({
    title: 'Agents',
    description: 'Names or ids that must be registered.',
  }),
  minimumAgents: z.int().min(0).max(10_000).default(1).meta({
    title: 'At least',
    description: 'So many must be registered.',
    unit: 'agents',
  }),
  maximumSilenceSeconds: z.number().positive().max(31_536_000).default(120).meta({
    title: 'Silence at most',
    description: 'An agent that was last heard longer ago counts as silent.',
    unit: 's',
  }),
  pingUrl: z
    .url({ protocol: /^https?$/, error: 'Give an http or https address.' })
    .refine(url => url.includes(AGENT_ID), 'Put {agent_id} where the id of the agent belongs.')
    .refine(
      url => !url.includes(AGENT_ID) || leadsToOneHost(url),
      'Put {agent_id} into the path or the query of this address only. Else the coordinator would choose the host that the pings and their headers are sent to.',
    )
    .optional()
    .meta({
      title: 'Ping address',
      description:
        'Such as http://127.0.0.1:8888/agents/{agent_id}/ping: up to 50 agents are pinged at each check.',
    }),
  pingMethod: z.enum(['GET', 'POST']).default('POST').meta({ title: 'Ping method', advanced: true }),
})
export type AgentsTarget = z.infer<typeof agentsTargetSchema>

/** Whether it is asked at the same host and port, by the same user, whichever id is put in, and at an address of its own. */
function leadsToOneHost(pattern: string): boolean {
  const urls = ['1', '2'].map(id => pattern.replaceAll(AGENT_ID, id))
  const [one, other] = urls.filter(url => URL.canParse(url)).map(url => new URL(url))
  if (!one || !other) return false
  const server = ({ origin, username, password }: URL) => [origin, username, password].join(' ')
  return server(one) === server(other) && one.pathname + one.search !== other.pathname + other.search
}
