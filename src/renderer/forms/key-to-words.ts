/** Short words that are written in capitals. */
const CAPITALS = new Set([
  'api',
  'ca',
  'cpu',
  'css',
  'db',
  'dns',
  'html',
  'http',
  'https',
  'id',
  'ip',
  'ipv4',
  'ipv6',
  'json',
  'mcp',
  'os',
  'pid',
  'rss',
  'sni',
  'sparc',
  'sql',
  'ssl',
  'tcp',
  'tls',
  'ttl',
  'udp',
  'uri',
  'url',
  'utc',
  'uuid',
  'vm',
  'xml',
])

/** A key as words: `responseTimeMs` is "Response time ms", `user_count` "User count", `tlsVersion` "TLS version". */
export function keyToWords(key: string): string {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .filter(word => word !== '')
    .map(word => (CAPITALS.has(word.toLowerCase()) ? word.toUpperCase() : lowerUnlessCapitals(word)))
  const text = words.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function lowerUnlessCapitals(word: string): string {
  return /^[A-Z0-9]{2,}$/.test(word) ? word : word.toLowerCase()
}
