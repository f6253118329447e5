/** A report cannot be written. The message says why and what to do. */
export class ReportFailure extends Error {
  override readonly name = 'ReportFailure'
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** What is wrong with a folder or the disk it is on, in words; undefined for what is none of that. */
function diskWords(code: string, folder: string): string | undefined {
  switch (code) {
    case 'ENOENT':
      return `The folder ${folder} does not exist. Make it, or choose another.`
    case 'ENOTDIR':
      return `${folder} is no folder. Choose another.`
    case 'EACCES':
    case 'EPERM':
      return `Nothing may be written to ${folder} by this user. Change its permissions, or choose another folder.`
    case 'EROFS':
      return `${folder} is on a disk that is read-only. Choose another folder.`
    case 'ENOSPC':
      return `The disk of ${folder} is full. Nothing was kept of the report; make room and try again.`
    case 'EDQUOT':
      return `The disk quota for ${folder} is used up. Nothing was kept of the report; make room and try again.`
    case 'ENAMETOOLONG':
      return `The name of the file is too long for ${folder}. Choose another folder or a shorter name.`
    case 'EIO':
      return `The disk of ${folder} reports an error. Nothing was kept of the report; check the disk.`
    case 'EMFILE':
    case 'ENFILE':
      return 'Too many files are open on this machine. Try again in a moment.'
    default:
      return undefined
  }
}

/** An error of writing into a folder as a ReportFailure; what is no such error stays what it is. */
export function writeFailure(error: unknown, folder: string): unknown {
  if (error instanceof ReportFailure) return error
  const words = diskWords(codeOf(error), folder)
  return words === undefined ? error : new ReportFailure(words, { cause: error })
}
