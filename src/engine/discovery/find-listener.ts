import { askSocket } from './ask-socket.ts'
import type { LoopbackAddress, ProbeContext } from './recogniser.ts'

/** Where something listens on a port of loopback: 127.0.0.1, else ::1; null where nothing accepts a connection. */
export async function findListener(port: number, context: ProbeContext): Promise<LoopbackAddress | null> {
  for (const host of ['127.0.0.1', '::1'] as const) {
    const address = { host, port }
    const answer = await connects(address, context)
    if (answer === 'accepted') return address
    if (answer === 'silent') return null
  }
  return null
}

async function connects(
  address: LoopbackAddress,
  context: ProbeContext,
): Promise<'accepted' | 'refused' | 'silent'> {
  try {
    await askSocket(address, { enough: () => true, onlyConnect: true }, context)
    return 'accepted'
  } catch (error) {
    return error instanceof Error && 'code' in error ? 'refused' : 'silent'
  }
}
