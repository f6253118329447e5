import type { Clock } from '../../clock.ts'
import { filesystemReading } from '../filesystem-reading.ts'
import { FilesystemSizes } from '../filesystem-sizes.ts'
import type { Reading } from '../metric-sample.ts'
import type { MetricSource } from '../metric-source.ts'
import type { SystemReader } from '../system-reader.ts'
import { parseMountinfo } from './parse-mountinfo.ts'
import { storageMounts } from './storage-mounts.ts'

/** Every real, writable filesystem. The list is read anew each time, so that mounting and unmounting show. */
export function linuxFilesystemSource(clock: Clock, reader: SystemReader): MetricSource {
  const sizes = new FilesystemSizes(clock, point => reader.filesystem(point))
  return {
    name: 'filesystems',
    everySeconds: 10,
    counts: false,
    always: [],
    async read({ signal }) {
      const mounts = storageMounts(parseMountinfo(reader.proc('/proc/self/mountinfo')))
      const readings: Reading[] = []
      // One after another: of several that hang, only a few may be asked at all.
      for (const mount of mounts) {
        if (signal.aborted) break
        readings.push(filesystemReading(mount, await sizes.of(mount.point)))
      }
      return readings
    },
  }
}
