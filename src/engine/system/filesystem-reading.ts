import { amountOf } from './amount-of.ts'
import { percentOf, type Reading } from './metric-sample.ts'
import type { FilesystemSize } from './system-reader.ts'

/** A mounted filesystem, as far as it is shown. */
export interface MountedFilesystem {
  readonly point: string
  readonly type: string
  readonly source: string
}

/**
 * How full a filesystem is, as `df` has it: used of what an ordinary user could use at all, so that space reserved for
 * root counts as neither. The detail tells used of the whole size, type and source.
 */
export function filesystemReading(mount: MountedFilesystem, size: FilesystemSize | null): Reading {
  const about = [mount.type, mount.source].filter(word => word !== '').join(', ')
  const identity = {
    id: `disk:${mount.point}`,
    name: `Disk ${mount.point}`,
    group: 'disk',
    unit: '%',
  } as const
  if (!size) return { ...identity, value: null, detail: `did not answer, ${about}` }
  const used = size.total - size.free
  return {
    ...identity,
    value: percentOf(used, used + size.available),
    detail: `${amountOf(used, size.total)}, ${about}`,
  }
}
