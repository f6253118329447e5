import { agentsChecker } from './agents.ts'
import type { Checker } from './checker.ts'
import { clerkChecker } from './clerk.ts'
import { commandChecker } from './command.ts'
import { dnsChecker } from './dns.ts'
import { filesChecker } from './files.ts'
import { httpChecker } from './http.ts'
import { mcpChecker } from './mcp.ts'
import { openaiChecker } from './openai.ts'
import { pingChecker } from './ping.ts'
import { postgresChecker } from './postgres.ts'
import { pusherChecker } from './pusher.ts'
import { pusherChannelChecker } from './pusher-channel.ts'
import { pythonModuleChecker } from './python-module.ts'
import { redisChecker } from './redis.ts'
import { supabaseChecker } from './supabase.ts'
import { tcpChecker } from './tcp.ts'
import { tlsChecker } from './tls.ts'
import { websocketChecker } from './websocket.ts'

/** Every kind of check there is. Adding one is its file and one line here. */
export const checkers: readonly Checker[] = [
  httpChecker,
  tcpChecker,
  tlsChecker,
  postgresChecker,
  redisChecker,
  websocketChecker,
  pusherChecker,
  pusherChannelChecker,
  clerkChecker,
  supabaseChecker,
  openaiChecker,
  dnsChecker,
  pingChecker,
  mcpChecker,
  agentsChecker,
  commandChecker,
  pythonModuleChecker,
  filesChecker,
]
