declare module 'snappyjs' {
  /** Packs in Snappy's block format. */
  export function compress(plain: Uint8Array): Uint8Array
  /** @throws where it is not that format, or longer than `maxLength` */
  export function uncompress(packed: Uint8Array, maxLength?: number): Uint8Array
}
