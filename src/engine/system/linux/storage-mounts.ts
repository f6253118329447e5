import type { Mount } from './parse-mountinfo.ts'

/** Filesystems that live elsewhere, or on several disks: their source is no single device file. */
const WITHOUT_DEVICE =
  /^(nfs4?|cifs|smb3|ceph|glusterfs|lustre|afs|9p|virtiofs|zfs|btrfs|bcachefs|fuse\.(sshfs|rclone|glusterfs|ceph|s3fs|mergerfs|cephfs))$/
/** Files that container runtimes mount one by one out of the host's disk. */
const CONTAINER_FILES = /^\/(etc\/(hosts|hostname|resolv\.conf)|dev\/termination-log)$/

/**
 * The mounts that hold data of this machine: real filesystems that can be written to, each once. Left out are
 * filesystems in memory, of the kernel, read-only ones (squashfs among them), and further mounts of a filesystem that
 * is listed already. An overlay counts as the root of a container alone.
 */
export function storageMounts(mounts: readonly Mount[]): readonly Mount[] {
  // What is mounted later over the same place hides what was there.
  const visible = new Map(mounts.map(mount => [mount.point, mount]))
  const real = [...visible.values()].filter(isStorage).sort(byPrecedence)
  const once = new Map<string, Mount>()
  for (const mount of real) {
    const identity = isNetworkSource(mount.source) ? mount.source : mount.device
    if (!once.has(identity)) once.set(identity, mount)
  }
  return [...once.values()].sort((a, b) => a.point.localeCompare(b.point))
}

function isStorage(mount: Mount): boolean {
  if (mount.readOnly || CONTAINER_FILES.test(mount.point)) return false
  if (mount.type === 'overlay') return mount.point === '/'
  return mount.source.startsWith('/dev/') || WITHOUT_DEVICE.test(mount.type)
}

/** Of several mounts of one filesystem: the whole before a part of it, then the shorter path. */
function byPrecedence(a: Mount, b: Mount): number {
  return Number(a.root !== '/') - Number(b.root !== '/') || a.point.length - b.point.length
}

function isNetworkSource(source: string): boolean {
  return /^\/\/|^[^/]+:/.test(source)
}
