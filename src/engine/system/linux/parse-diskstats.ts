import type { DiskBytes } from '../disk-io-source.ts'

/** Sectors in /proc/diskstats are of 512 bytes, whatever the disk's own are. */
const SECTOR_BYTES = 512
/** Made of other disks or of memory: their traffic is counted where it ends up, or never reaches a disk. */
const NOT_A_DISK = /^(loop|ram|zram|dm-|md|drbd|bcache|sr|fd|nbd)\d*/

/**
 * Bytes read and written since boot per whole disk, from /proc/diskstats (proc_diskstats(5)). A partition is left out where
 * its disk is listed, since the disk counts it. Throws where the text is not in that format.
 */
export function parseDiskstats(text: string): ReadonlyMap<string, DiskBytes> {
  const disks = new Map<string, DiskBytes>()
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const [, , name = '', , , sectorsRead, , , , sectorsWritten] = line.trim().split(/\s+/)
    const bytes = { read: Number(sectorsRead) * SECTOR_BYTES, written: Number(sectorsWritten) * SECTOR_BYTES }
    if (!Number.isFinite(bytes.read + bytes.written)) {
      throw new Error('/proc/diskstats is not in the known format')
    }
    if (!NOT_A_DISK.test(name)) disks.set(name, bytes)
  }
  for (const name of disks.keys()) {
    const disk = /^(.*\d)p\d+$/.exec(name)?.[1] ?? /^(.*\D)\d+$/.exec(name)?.[1]
    if (disk !== undefined && disks.has(disk)) disks.delete(name)
  }
  return disks
}
