/** Seals secrets with a key that the operating system keeps, for this user on this machine. */
export interface SecretVault {
  /** The secret as it may stand in a file (base64). */
  seal(secret: string): Promise<string>
  /** Rejects where this key did not seal it. `isStale` says that it should be sealed anew, with a newer key. */
  open(sealed: string): Promise<{ readonly secret: string; readonly isStale: boolean }>
}
