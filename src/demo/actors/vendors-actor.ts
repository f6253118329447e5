import { z } from 'zod'
import type { ActorProgram } from './actor-program.ts'

/** The keys that the vendors know. */
const settingsSchema = z.object({
  pusher: z.object({ appId: z.string(), key: z.string(), secret: z.string() }),
  clerkKey: z.string(),
  supabaseKey: z.string(),
  openAiKey: z.string(),
  /** That have subscribers. */
  channels: z.array(z.string()).readonly(),
})
export type VendorKeys = z.infer<typeof settingsSchema>

const factsSchema = z.object({
  pusherUrl: z.string(),
  clerkUrl: z.string(),
  supabaseUrl: z.string(),
  openAiUrl: z.string(),
  statusPages: z.object({ pusher: z.string(), clerk: z.string(), supabase: z.string(), openAi: z.string() }),
})

const orderSchema = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['use-up-quota', 'restore-quota', 'revoke-key', 'restore-key']) }),
  z.object({ do: z.enum(['begin-outage', 'end-outage']) }),
  z.object({ do: z.enum(['vacate', 'occupy']), channel: z.string() }),
])

/** What every channel of the demo has. */
const SUBSCRIPTIONS = { subscriptions: 3 }

/** The vendors' APIs, each with its status page. */
export const vendorsActor: ActorProgram<
  VendorKeys,
  z.infer<typeof factsSchema>,
  z.infer<typeof orderSchema>
> = {
  name: 'vendors',
  settings: settingsSchema,
  facts: factsSchema,
  order: orderSchema,
  async start({ pusher: app, clerkKey, supabaseKey, openAiKey, channels }) {
    const [
      { PusherRestServer },
      { ClerkServer },
      { SupabaseServer },
      { OpenAiServer },
      { StatusPageServer },
    ] = await Promise.all([
      import('../vendors/pusher-rest-server.ts'),
      import('../vendors/clerk-server.ts'),
      import('../vendors/supabase-server.ts'),
      import('../vendors/openai-server.ts'),
      import('../vendors/status-page-server.ts'),
    ])
    const secretKeys = [clerkKey]
    const pusher = new PusherRestServer(app)
    const clerk = new ClerkServer({ secretKeys })
    const supabase = new SupabaseServer({ publishableKeys: [], secretKeys: [supabaseKey] })
    const openAi = new OpenAiServer({ apiKeys: [openAiKey] })
    const pageOf = (name: string) => new StatusPageServer({ name })
    const pages = {
      pusher: pageOf('Pusher'),
      clerk: pageOf('Clerk'),
      supabase: pageOf('Supabase'),
      openAi: pageOf('OpenAI'),
    }
    for (const channel of channels) pusher.channels.set(channel, SUBSCRIPTIONS)
    const all = [pusher, clerk, supabase, openAi, ...Object.values(pages)]
    await Promise.all(all.map(server => server.start()))
    return {
      facts: {
        pusherUrl: pusher.url,
        clerkUrl: clerk.url,
        supabaseUrl: supabase.url,
        openAiUrl: openAi.apiUrl,
        statusPages: {
          pusher: pages.pusher.url,
          clerk: pages.clerk.url,
          supabase: pages.supabase.url,
          openAi: pages.openAi.url,
        },
      },
      obey(order) {
        switch (order.do) {
          case 'use-up-quota':
          case 'restore-quota':
            openAi.behaviour = order.do === 'use-up-quota' ? 'quota-exhausted' : 'good'
            break
          case 'revoke-key':
          case 'restore-key':
            secretKeys.splice(0, 1, ...(order.do === 'restore-key' ? [clerkKey] : []))
            break
          case 'begin-outage':
            supabase.behaviour = 'down'
            pages.supabase.incidents = [{ name: 'API gateway errors in eu-central-1', impact: 'critical' }]
            break
          case 'end-outage':
            supabase.behaviour = 'good'
            pages.supabase.incidents = []
            break
          case 'vacate':
            pusher.channels.delete(order.channel)
            break
          case 'occupy':
            pusher.channels.set(order.channel, SUBSCRIPTIONS)
        }
      },
      async stop() {
        await Promise.all(all.map(server => server.stop()))
      },
    }
  },
}
