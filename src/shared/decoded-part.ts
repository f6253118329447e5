/** A part of an address without its percent-encoding; as it stands where a percent sign in it stands for itself. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
