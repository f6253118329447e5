import { describe, expect, it } from 'vitest'
import { bindsName, importsEverything } from './python-bindings.ts'

const TRIPLE = '"""'

describe('the names that a Python source binds', () => {
  it.each([
    'class Manager: pass',
    'class Manager(Base):\n    pass',
    'class Manager[T](Base): ...',
    'def Manager(): pass',
    'async  def Manager(): pass',
    'Manager = 1',
    'Manager=other',
    'Manager: int',
    'Manager: Callable[[int], str] = make',
    'A = Manager = 1',
    'A, Manager = 1, 2',
    '(A, *Manager) = rest',
    'type Manager = int',
    'import Manager',
    'import Manager.inner',
    'import a.b as Manager',
    'import a, Manager, b',
    'from y import Manager',
    'from .y import (\n  A,  # the first\n  Other as Manager,\n)',
    'from y import A, \\\n  Manager',
    'from . import Manager as Manager',
    'x = 1; Manager = 2',
    'try:\n    from fast import Manager\nexcept ImportError:\n    Manager = None',
    'try: from fast import Manager\nexcept ImportError: pass',
    'if sys.version_info > (3, 8):\n\tclass Manager: pass',
    'if TYPE_CHECKING:\n    from y import A\nelse:\n    Manager = 1',
    'def f():\n    pass\n# back\nManager = 1',
    `'''Doc with "quotes" and \\''' '''\nManager = 1`,
    `x = ${TRIPLE}\nclass Other:\n${TRIPLE}\nManager = 1`,
    'x = "it\'s"\nManager = 1',
    "x = r'\\'\nManager = 1'\nManager = 2",
    'x = (1,\n2)\nManager = 1',
    'x = "unclosed\nManager = 1',
    '\u{feff}Manager = 1',
    'x = 1\r\nManager = 2\r\n',
    '@decorated(x=1)\nclass Manager: pass',
    'Änderung = 1\nManager = 2',
  ])('hold Manager: %j', source => {
    expect(bindsName(source, 'Manager')).toBe(true)
  })

  it.each([
    '',
    '# class Manager: pass',
    'Manager',
    'Manager()',
    'Manager == 1',
    'Manager += 1',
    'x = Manager',
    'obj.Manager = 1',
    'Manager.x = 1',
    'd[Manager] = 1',
    'd[a, Manager] = 1',
    'f(a, Manager=1)',
    'f(a,\n  Manager=1)',
    'def f(Manager, b=1): pass',
    'class ManagerBase: pass',
    'class Other:\n    Manager = 1\n    def Manager(self): pass',
    'def f():\n    if x:\n        Manager = 1\n    import Manager',
    'async def f():\n    global x\n    Manager = 1',
    'import a.Manager',
    'import Manager as other',
    'from Manager import other',
    'from y import Manager as other',
    'from y import (\n  Managers,\n)',
    `${TRIPLE}\nclass Manager: pass\n${TRIPLE}`,
    `x = ${TRIPLE}it's\nManager = 1`,
    'x = "\\\nManager = 1"',
    'x = """a""\\"\nManager = 1\n"""',
    'x = (\nManager == 1)',
    'if TYPE_CHECKING:\n    from y import Manager',
    'if typing.TYPE_CHECKING: from y import Manager',
    'if __name__ == "__main__":\n    Manager = 1',
    'del Manager',
    'return Manager',
  ])('do not hold Manager: %j', source => {
    expect(bindsName(source, 'Manager')).toBe(false)
  })

  it('are not known where everything is imported from somewhere', () => {
    expect(importsEverything('x = 1\nfrom .inner import *\n')).toBe(true)
    expect(importsEverything('def f():\n  from .inner import *\n"from x import *"')).toBe(false)
  })

  it.each([
    ['one long text', `x = "${'a\\"'.repeat(300_000)}"\n`],
    ['one long line of brackets', `x = ${'['.repeat(500_000)}\n`],
    ['quotes without end', '"'.repeat(900_000)],
    ['a long list', `x = [${'1, '.repeat(300_000)}]\n`],
    ['many equals signs', '='.repeat(900_000)],
    ['many words', 'if '.repeat(300_000)],
    ['one deep indentation', `${' '.repeat(900_000)}x`],
    ['many backslashes', '\\'.repeat(900_000)],
    ['many dots and commas', 'from a import b,'.repeat(50_000)],
  ])('are read in little time from %s', (_, source) => {
    const started = performance.now()
    expect(bindsName(`${source}\nManager2 = 1`, 'Manager')).toBe(false)
    expect(performance.now() - started).toBeLessThan(1500)
  })
})
