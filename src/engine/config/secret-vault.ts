/** Seals secrets with a key that the operating system keeps, for this user on this machine. */
export interface SecretVault {
  /** The secret as it may stand in a file (base64). */
  seal(secret: string): Promise<string>
  /** Rejects where this key did not seal it. */
  open(sealed: string): Promise<string>
}
