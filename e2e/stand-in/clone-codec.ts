/** Turns values into text and back, as structured cloning would copy them. */
export interface CloneCodec {
  /**
   * @param handle text that stands for a value which cannot be copied (a function, a promise); null leaves it to the codec
   * @throws where something in it can be neither copied nor handled
   */
  encode(value: unknown, handle?: (value: object) => string | null): string
  /** `restore` makes a value of the text that `handle` gave. */
  decode(text: string, restore?: (handle: string) => unknown): unknown
}

/**
 * Between processes (and worlds of a page) nothing but text can be carried here, while Electron copies with V8's own
 * structured cloning. This writes the same graph of values as JSON: shared and circular references, undefined, NaN and
 * -0, bigints, dates, maps, sets, typed arrays and errors survive, whatever else cannot be cloned throws.
 *
 * It runs in Node and in pages, where its source is injected: it may refer to nothing outside of itself.
 */
export function cloneCodec(): CloneCodec {
  type Node = readonly unknown[]
  const { from, isArray } = Array
  const VIEWS = [
    ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
    ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array],
  ]
  const ERRORS = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]

  const toBase64 = (buffer: ArrayBufferLike): string =>
    btoa(from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join(''))
  const fromBase64 = (text: string): ArrayBuffer =>
    Uint8Array.from(atob(text), letter => letter.charCodeAt(0)).buffer

  function encode(value: unknown, handle: (value: object) => string | null = () => null): string {
    const nodes: Node[] = []
    const seen = new Map<object, number>()
    const add = (node: Node) => nodes.push(node) - 1

    const visit = (item: unknown): number => {
      if (item === undefined) return add(['undefined'])
      if (item === null || typeof item === 'string' || typeof item === 'boolean') return add(['json', item])
      if (typeof item === 'number') return add(['number', Object.is(item, -0) ? '-0' : String(item)])
      if (typeof item === 'bigint') return add(['bigint', String(item)])
      if (typeof item === 'symbol') throw new Error('An object could not be cloned.')
      const known = seen.get(item)
      if (known !== undefined) return known
      const index = add([])
      seen.set(item, index)
      nodes[index] = nodeOf(item)
      return index
    }
    const entries = (object: object) =>
      Object.entries(object).map(([key, item]: [string, unknown]) => [key, visit(item)])

    const nodeOf = (item: object): Node => {
      const handled = handle(item)
      if (handled !== null) return ['handle', handled]
      if (typeof item === 'function') throw new Error('An object could not be cloned.')
      if (isArray(item)) return ['array', item.length, entries(item)]
      if (item instanceof Date) return ['date', item.getTime()]
      if (item instanceof RegExp) return ['regexp', item.source, item.flags]
      if (item instanceof Map) return ['map', from(item, ([key, to]) => [visit(key), visit(to)])]
      if (item instanceof Set) return ['set', from(item, visit)]
      if (item instanceof ArrayBuffer) return ['buffer', toBase64(item)]
      if (item instanceof DataView)
        return ['view', 'DataView', visit(item.buffer), item.byteOffset, item.byteLength]
      const view = VIEWS.find(type => item instanceof type)
      if (view && ArrayBuffer.isView(item)) {
        const { buffer, byteOffset, byteLength } = item
        return ['view', view.name, visit(buffer), byteOffset, byteLength / view.BYTES_PER_ELEMENT]
      }
      if (item instanceof Error) return ['error', item.name, item.message, item.stack ?? null]
      for (const boxed of [Boolean, Number, String])
        if (item instanceof boxed) return ['boxed', visit(item.valueOf())]
      const tag = Object.prototype.toString.call(item)
      if (tag === '[object Object]') return ['object', entries(item)]
      throw new Error('An object could not be cloned.')
    }

    const root = visit(value)
    return JSON.stringify({ root, nodes })
  }

  function decode(text: string, restore: (handle: string) => unknown = () => undefined): unknown {
    const { root, nodes }: { root: number; nodes: readonly Node[] } = JSON.parse(text)
    const made = new Map<number, unknown>()
    const pairs = (list: unknown): [never, number][] => (isArray(list) ? list : [])

    const keep = <T>(index: number, value: T): T => {
      made.set(index, value)
      return value
    }
    const take = (index: unknown): unknown => {
      const number = Number(index)
      if (made.has(number)) return made.get(number)
      const [kind, first, second, ...rest] = nodes[number] ?? []
      return make(number, String(kind), first, second, rest)
    }
    const fill = (object: object, list: unknown): object => {
      for (const [key, item] of pairs(list)) {
        const property = { value: take(item), writable: true, enumerable: true, configurable: true }
        Object.defineProperty(object, key, property)
      }
      return object
    }
    const make = (
      at: number,
      kind: string,
      first: unknown,
      second: unknown,
      rest: readonly unknown[],
    ): unknown => {
      switch (kind) {
        case 'json':
          return first
        case 'number':
          return Number(first)
        case 'bigint':
          return BigInt(String(first))
        case 'handle':
          return keep(at, restore(String(first)))
        case 'array':
          return fill(keep(at, new Array(Number(first))), second)
        case 'object':
          return fill(keep(at, {}), first)
        case 'date':
          return keep(at, new Date(first === null ? Number.NaN : Number(first)))
        case 'regexp':
          return keep(at, new RegExp(String(first), String(second)))
        case 'map': {
          const map = keep(at, new Map<unknown, unknown>())
          for (const [key, to] of pairs(first)) map.set(take(key), take(to))
          return map
        }
        case 'set': {
          const set = keep(at, new Set<unknown>())
          for (const item of isArray(first) ? first : []) set.add(take(item))
          return set
        }
        case 'buffer':
          return keep(at, fromBase64(String(first)))
        case 'view': {
          const buffer = take(second)
          const [offset, length] = rest.map(Number)
          if (!(buffer instanceof ArrayBuffer)) return undefined
          if (first === 'DataView') return keep(at, new DataView(buffer, offset, length))
          const View = VIEWS.find(type => type.name === first) ?? Uint8Array
          return keep(at, new View(buffer, offset, length))
        }
        case 'error': {
          const Kind = ERRORS.find(type => type.name === first) ?? Error
          const error = keep(at, new Kind(String(second)))
          Object.defineProperty(error, 'stack', {
            value: rest[0] ?? undefined,
            writable: true,
            configurable: true,
          })
          return error
        }
        case 'boxed':
          return keep(at, Object(take(first)))
        default:
          return undefined
      }
    }
    return take(root)
  }

  return { encode, decode }
}
