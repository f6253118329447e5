import { describe, expect, it } from 'vitest'
import type { TrayCommand, TrayMenuItem } from '#engine/tray/tray-menu.ts'
import { MenuLayout, type MenuNode } from './menu-layout.ts'

const open = (id: string): TrayCommand => ({ do: 'open', route: { page: 'monitor', id } })
const item = (label: string, command: TrayCommand): TrayMenuItem => ({
  type: 'command',
  label,
  command: () => command,
})
const quiet = (label: string, hours: number): TrayMenuItem => ({
  type: 'command',
  label,
  command: now => ({ do: 'quiet', until: now + hours * 3_600_000 }),
})
const text = (label: string): TrayMenuItem => ({ type: 'text', label })

const make = () => new MenuLayout(icon => (icon === 'healthy' ? undefined : Buffer.from(icon)))
const idOf = (layout: MenuLayout, label: string): number => {
  const search = (node: MenuNode): MenuNode[] => [node, ...node.children.flatMap(search)]
  const found = search(layout.root).find(node => node.properties.label?.[1] === label)
  if (found === undefined) throw new Error(`There is no ${label}.`)
  return found.id
}

describe('the layout of the menu', () => {
  it('says what each item is, with the defaults of the protocol left out', () => {
    const layout = make()
    layout.update([
      text('All healthy'),
      { type: 'separator' },
      { type: 'submenu', label: 'Quiet notifications', items: [quiet('1 h', 1)] },
      { type: 'command', label: 'PostgreSQL', icon: 'unhealthy', command: () => open('a') },
      { type: 'command', label: 'Redis', icon: 'healthy', command: () => open('b') },
    ])
    expect(layout.root).toEqual({
      id: 0,
      properties: { 'children-display': ['s', 'submenu'] },
      children: [
        { id: 1, properties: { label: ['s', 'All healthy'], enabled: ['b', false] }, children: [] },
        { id: 2, properties: { type: ['s', 'separator'] }, children: [] },
        {
          id: 3,
          properties: { label: ['s', 'Quiet notifications'], 'children-display': ['s', 'submenu'] },
          children: [{ id: 4, properties: { label: ['s', '1 h'] }, children: [] }],
        },
        {
          id: 5,
          properties: { label: ['s', 'PostgreSQL'], 'icon-data': ['ay', Buffer.from('unhealthy')] },
          children: [],
        },
        { id: 6, properties: { label: ['s', 'Redis'] }, children: [] },
      ],
    })
  })

  it('shows underscores as they are, and keeps what could fool a reader out', () => {
    const layout = make()
    layout.update([text('my_service\n is\0 \u202edown')])
    expect(layout.root.children[0]?.properties.label).toEqual(['s', 'my__service is down'])
  })
})

describe('an update', () => {
  it('of the same menu changes nothing', () => {
    const layout = make()
    const menu = () => [
      text('All healthy'),
      { type: 'separator' } as const,
      quiet('1 h', 1),
      item('A', open('a')),
    ]
    layout.update(menu())
    expect(layout.update(menu())).toEqual({ isLayoutChanged: false, updated: [], removed: [] })
  })

  it('of words alone keeps the numbers, and says what is new', () => {
    const layout = make()
    layout.update([text('All healthy'), item('A, 1 min', open('a'))])
    expect(layout.update([text('1 unhealthy'), item('A, 2 min', open('a'))])).toEqual({
      isLayoutChanged: false,
      updated: [
        { id: 1, properties: { label: ['s', '1 unhealthy'] } },
        { id: 2, properties: { label: ['s', 'A, 2 min'] } },
      ],
      removed: [],
    })
  })

  it('says which properties an item lost', () => {
    const layout = make()
    const service = (icon: 'healthy' | 'unhealthy'): TrayMenuItem => ({
      ...{ type: 'command', label: 'A', icon },
      command: () => open('a'),
    })
    layout.update([service('unhealthy')])
    expect(layout.update([service('healthy')])).toEqual({
      ...{ isLayoutChanged: false, updated: [] },
      removed: [{ id: 1, names: ['icon-data'] }],
    })
  })

  it('that adds, takes away or moves items changes the layout', () => {
    const layout = make()
    layout.update([item('A', open('a')), item('B', open('b'))])
    expect(layout.update([item('B', open('b')), item('A', open('a'))]).isLayoutChanged).toBe(true)
    expect(layout.update([item('B', open('b'))]).isLayoutChanged).toBe(true)
    expect(layout.update([text('new'), item('B', open('b'))]).isLayoutChanged).toBe(true)
  })
})

describe('a number', () => {
  it('stays with what an item does, wherever it moves and whatever it is called', () => {
    const layout = make()
    layout.update([item('A', open('a')), item('B', open('b'))])
    const [a, b] = [idOf(layout, 'A'), idOf(layout, 'B')]
    layout.update([text('new'), item('B again', open('b')), item('A again', open('a'))])
    expect([idOf(layout, 'A again'), idOf(layout, 'B again')]).toEqual([a, b])
  })

  it('is not handed to an item of the same name that does something else', () => {
    const layout = make()
    layout.update([item('Redis', open('first')), item('Redis', open('second'))])
    const first = layout.root.children[0]?.id ?? -1
    layout.update([item('Redis', open('second'))])
    expect(idOf(layout, 'Redis')).not.toBe(first)
    expect(layout.find(first)).toBeUndefined()
    expect(layout.commandOf(first)?.(0)).toEqual(open('first'))
  })

  it('is not handed to an item of the same name in another submenu', () => {
    const layout = make()
    const mute = (label: string, id: string): TrayMenuItem => ({
      ...{ type: 'submenu', label },
      items: [item('1 h', open(id))],
    })
    layout.update([mute('Mute A', 'a'), mute('Mute B', 'b')])
    const ofA = layout.root.children[0]?.children[0]?.id ?? -1
    layout.update([mute('Mute B', 'b')])
    expect(idOf(layout, '1 h')).not.toBe(ofA)
    expect(layout.commandOf(ofA)?.(0)).toEqual(open('a'))
  })

  it('works the command out when it is chosen', () => {
    const layout = make()
    layout.update([quiet('1 h', 1)])
    expect(layout.commandOf(1)?.(1000)).toEqual({ do: 'quiet', until: 3_601_000 })
  })

  it('of an item that is long gone is forgotten', () => {
    const layout = make()
    for (let number = 0; number < 1000; number++) {
      layout.update([item('same', open('same')), item(String(number), open(String(number)))])
    }
    expect(layout.commandOf(1)?.(0)).toEqual(open('same'))
    expect(layout.commandOf(2)).toBeUndefined()
    expect(layout.commandOf(1000)?.(0)).toEqual(open('998'))
  })
})
