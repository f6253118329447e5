import { describe, expect, it } from 'vitest'
import { FakeClock } from '../fake-clock.ts'
import { DashboardTickets } from './dashboard-tickets.ts'

describe('a ticket to the dashboard', () => {
  it('is good once', () => {
    const tickets = new DashboardTickets(new FakeClock())
    const ticket = tickets.issue()
    expect([tickets.redeem(ticket), tickets.redeem(ticket)]).toEqual([true, false])
  })

  it('is good for a minute', async () => {
    const clock = new FakeClock()
    const tickets = new DashboardTickets(clock)
    const [early, late] = [tickets.issue(), tickets.issue()]
    await clock.advance(59_999)
    expect(tickets.redeem(early)).toBe(true)
    await clock.advance(1)
    expect(tickets.redeem(late)).toBe(false)
  })

  it('cannot be guessed or made up', () => {
    const tickets = new DashboardTickets(new FakeClock())
    expect(tickets.issue()).not.toBe(tickets.issue())
    expect(tickets.redeem('')).toBe(false)
  })
})
