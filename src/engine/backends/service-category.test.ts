import { describe, expect, test } from 'vitest'
import { categoryOfGroup, categoryOfService } from './service-category.ts'

test.each([
  ['database_integrations', 'database'],
  ['api_integrations', 'apis'],
  ['realtime_integrations', 'realtime'],
  ['agent_integrations', 'agents'],
  ['roblox_integrations', 'roblox'],
  ['External APIs', 'apis'],
  ['billing_integrations', undefined],
])('the group %s is of category %s', (group, category) => {
  expect(categoryOfGroup(group)).toBe(category)
})

describe('a service outside any group', () => {
  test.each([
    ['postgresql', 'database'],
    ['PostgreSQL connection', 'database'],
    ['main_db', 'database'],
    ['redis', 'database'],
    ['openai', 'apis'],
    ['Clerk Auth', 'apis'],
    ['supabase', 'apis'],
    ['dashboard_api', 'apis'],
    ['pusher', 'apis'],
    ['pusher_channels', 'realtime'],
    ['PusherChannels', 'realtime'],
    ['websocket', 'realtime'],
    ['mcp_server', 'agents'],
    ['AgentCoordinator', 'agents'],
    ['sparc-framework', 'agents'],
    ['flask_bridge', 'roblox'],
    ['RobloxContentGenerationAgent', 'roblox'],
    ['cpu', 'system'],
    ['disk_space', 'system'],
  ])('%s is of category %s', (name, category) => {
    expect(categoryOfService(name, 'own')).toBe(category)
  })

  test.each(['billing', 'feedback', 'capital', 'wsgi'])('%s is of its backend’s category', name => {
    expect(categoryOfService(name, 'own')).toBe('own')
  })
})
