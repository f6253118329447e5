/** Stands in index.html where each answer puts its own nonce. */
export const NONCE_PLACE = '__CSP_NONCE__'

/**
 * What the dashboard's page may load and reach: its own files, and its connection to the engine; nothing inline without
 * the nonce. `connect` is where it connects to, in the words of `connect-src`.
 */
export function dashboardPolicy(nonce: string, connect: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
