/** One mount as the kernel lists it. */
export interface Mount {
  /** Where it is mounted. */
  readonly point: string
  /** Which part of the filesystem is mounted: `/` but for bind mounts and subvolumes. */
  readonly root: string
  /** `major:minor`, the same for every mount of one filesystem. */
  readonly device: string
  readonly type: string
  readonly source: string
  readonly readOnly: boolean
}

/** Mounts in the order they were made, from /proc/self/mountinfo (proc_pid_mountinfo(5)). Lines in another form are skipped. */
export function parseMountinfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap(line => {
    const [before, after] = line.split(' - ', 2)
    const [, , device, root, point, options] = before?.split(' ') ?? []
    const [type, source, superOptions] = after?.split(' ') ?? []
    if (!device || root === undefined || !point || options === undefined || !type) return []
    return {
      point: decodeOctal(point),
      root: decodeOctal(root),
      device,
      type,
      source: decodeOctal(source ?? ''),
      readOnly: isReadOnly(options) || isReadOnly(superOptions ?? ''),
    }
  })
}

function isReadOnly(options: string): boolean {
  return options.split(',').includes('ro')
}

/** The kernel writes blanks, tabs, line ends and backslashes as octal numbers: `\040`. */
function decodeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
