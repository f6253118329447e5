import { describe, expect, it } from 'vitest'
import { parseDiskstats } from './parse-diskstats.ts'
import { parseMeminfo } from './parse-meminfo.ts'
import { parseMountinfo } from './parse-mountinfo.ts'
import { parseNetDev } from './parse-net-dev.ts'
import { parseProcStat } from './parse-proc-stat.ts'
import { parseProcessStat } from './parse-process-stat.ts'
import { storageMounts } from './storage-mounts.ts'

describe('/proc/stat', () => {
  it('counts waiting for disks as idle and guests once', () => {
    const text =
      'cpu  100 20 30 800 50 5 5 10 40 0\ncpu0 60 20 10 400 20 5 5 0 40 0\ncpu3 40 0 20 400 30 0 0 10 0 0\nintr 1 2\n'
    expect(parseProcStat(text)).toEqual({
      all: { busy: 170, total: 1020 },
      cores: [
        { core: 0, busy: 100, total: 520 },
        { core: 3, busy: 70, total: 500 },
      ],
    })
  })

  it('refuses what is not in that format', () => {
    expect(() => parseProcStat('')).toThrow('no line for the CPU')
    expect(() => parseProcStat('cpu a b c d\n')).toThrow('not a number')
  })
})

describe('/proc/meminfo', () => {
  it('takes available memory, not free memory', () => {
    const text =
      'MemTotal:       16000000 kB\nMemFree:          500000 kB\nMemAvailable:   12000000 kB\nBuffers: 1 kB\nCached: 9000000 kB\nSwapTotal: 2000000 kB\nSwapFree: 1500000 kB\n'
    expect(parseMeminfo(text)).toEqual({
      total: 16_000_000 * 1024,
      available: 12_000_000 * 1024,
      swapTotal: 2_000_000 * 1024,
      swapFree: 1_500_000 * 1024,
    })
  })

  it('adds up free memory and caches on kernels that do not tell what is available', () => {
    const text = 'MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\n'
    expect(parseMeminfo(text).available).toBe(400 * 1024)
  })

  it('refuses a text that does not tell how much memory there is', () => {
    expect(() => parseMeminfo('garbage')).toThrow('how much memory')
  })
})

const NET_DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    3189      29    0    0    0     0          0         0     3189      29    0    0    0     0       0          0
  eth0:672905437   16805    0    0    0     0          0         0  1232341    9832    0    0    0     0       0          0
`

describe('/proc/net/dev', () => {
  it('reads bytes both ways, also where a number touches the name', () => {
    expect(Object.fromEntries(parseNetDev(NET_DEV))).toEqual({
      lo: { received: 3189, sent: 3189 },
      eth0: { received: 672_905_437, sent: 1_232_341 },
    })
  })

  it('refuses another format', () => {
    expect(() => parseNetDev('nothing\nlike it\n')).toThrow('not in the known format')
  })
})

describe('/proc/diskstats', () => {
  it('counts whole disks in sectors of 512 bytes, without partitions and what is made of other disks', () => {
    const text = [
      '   7       0 loop0 9 9 9 9 9 9 9 9 9 9 9',
      '   8       0 sda 10 0 200 0 5 0 100 0 0 0 0',
      '   8       1 sda1 10 0 200 0 5 0 100 0 0 0 0',
      ' 259       0 nvme0n1 1 0 20 0 1 0 10 0 0 0 0 1 2 3 4',
      ' 259       1 nvme0n1p1 1 0 20 0 1 0 10 0 0 0 0',
      ' 202       1 xvda1 1 0 2 0 1 0 1 0 0 0 0',
      ' 253       0 dm-0 10 0 200 0 5 0 100 0 0 0 0',
      '',
    ].join('\n')
    expect(Object.fromEntries(parseDiskstats(text))).toEqual({
      sda: { read: 102_400, written: 51_200 },
      nvme0n1: { read: 10_240, written: 5120 },
      xvda1: { read: 1024, written: 512 },
    })
  })

  it('refuses another format', () => {
    expect(() => parseDiskstats('8 0 sda\n')).toThrow('not in the known format')
  })
})

const points = (text: string) => storageMounts(parseMountinfo(text)).map(mount => mount.point)

describe('/proc/self/mountinfo', () => {
  it('keeps real, writable filesystems once each', () => {
    const text = [
      '22 27 0:21 / /proc rw,relatime - proc proc rw',
      '25 24 0:23 / /dev/shm rw - tmpfs tmpfs rw,size=24684092k',
      '27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard',
      '30 27 254:0 /srv/data /mnt/bind rw,relatime shared:1 - ext4 /dev/vda rw,discard',
      '31 27 8:1 / /boot/efi rw,relatime - vfat /dev/sda1 rw',
      '32 27 7:1 / /snap/core/1 ro,nodev - squashfs /dev/loop1 ro',
      '33 27 8:17 / /media/cd ro - iso9660 /dev/sr0 ro',
      '34 27 8:33 / /mnt/failed rw,relatime - ext4 /dev/sdc1 ro,errors=remount-ro',
      '35 27 0:50 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw,lowerdir=/a',
      '36 27 0:60 / /home/me/nas rw - nfs4 nas:/export/home rw,vers=4.2',
      '37 27 0:60 / /mnt/second rw - nfs4 nas:/export/other rw,vers=4.2',
      '38 27 0:61 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw',
      '39 27 8:49 / /mnt/a\\040disk rw - xfs /dev/sdd1 rw',
    ].join('\n')
    expect(points(text)).toEqual(['/', '/boot/efi', '/home/me/nas', '/mnt/a disk', '/mnt/second'])
  })

  it('shows one of several subvolumes of a disk', () => {
    const text = [
      '40 1 0:33 /@home /home rw - btrfs /dev/nvme0n1p2 rw,subvol=/@home',
      '41 1 0:33 /@ / rw - btrfs /dev/nvme0n1p2 rw,subvol=/@',
    ].join('\n')
    expect(points(text)).toEqual(['/'])
  })

  it('shows the root of a container and its volumes, not the files mounted into it', () => {
    const text = [
      '50 1 0:90 / / rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/u',
      '51 50 8:1 /containers/x/hosts /etc/hosts rw - ext4 /dev/sda1 rw',
      '52 50 8:1 /volumes/db /var/lib/db rw - ext4 /dev/sda1 rw',
    ].join('\n')
    expect(points(text)).toEqual(['/', '/var/lib/db'])
  })

  it('takes what is mounted over a place, not what it hides', () => {
    const text = [
      '60 1 0:40 / /boot/efi rw - autofs systemd-1 rw',
      '61 60 8:1 / /boot/efi rw - vfat /dev/sda1 rw',
      '62 1 8:2 / /data rw - ext4 /dev/sda2 rw',
      '63 62 0:70 / /data rw - tmpfs tmpfs rw',
    ].join('\n')
    expect(points(text)).toEqual(['/boot/efi'])
  })

  it('skips lines that it does not understand', () => {
    expect(parseMountinfo('nonsense\n1 2 - \n')).toEqual([])
  })
})

describe('/proc/PID/stat', () => {
  it('reads a process whose name holds blanks and brackets', () => {
    const text =
      '77 (a (b) c) S 1 77 77 0 -1 4194560 100 0 0 0 250 50 9 9 20 0 11 0 4321 1000000 2048 18446744073709551615 1'
    expect(parseProcessStat(text)).toEqual({
      pid: 77,
      name: 'a (b) c',
      cpuTicks: 300,
      startedTicks: 4321,
      residentPages: 2048,
    })
  })

  it('answers null to anything else', () => {
    expect(parseProcessStat('')).toBeNull()
    expect(parseProcessStat('77 (cut) S 1')).toBeNull()
  })
})
