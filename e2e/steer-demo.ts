import type { Page } from '@playwright/test'
import type { StageOrder } from '../src/shared/views.ts'

/** Tells a demo's director something, over the contract, from where the page is; answers why it was refused. */
export async function steerDemo(page: Page, order: StageOrder): Promise<string | null> {
  return page.evaluate(
    order =>
      new Promise<string | null>((resolve, reject) => {
        const socket = new WebSocket(new URL('/contract', location.href.replace(/^http/, 'ws')))
        socket.onerror = () => reject(new Error('The contract cannot be reached.'))
        socket.onopen = () =>
          socket.send(JSON.stringify({ t: 'q', m: 'call', i: 'steer', a: ['steerStage', order] }))
        socket.onmessage = ({ data }) => {
          const answer = JSON.parse(String(data))
          if (answer.i !== 'steer') return
          socket.close()
          resolve(answer.r.ok ? null : answer.r.failure.message)
        }
      }),
    order,
  )
}
