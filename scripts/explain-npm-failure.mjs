/**
 * Why `npm ci` failed, in one sentence.
 *
 * @param {string} output what it printed
 * @param {number} code its exit code; 127 if it could not be started
 */
export function explainNpmFailure(output, code) {
  if (code === 127 || /is not recognized as an internal/.test(output)) {
    return 'npm was not found. Install Node 20 or newer together with npm, and run this again.'
  }
  const network =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT)\b/.exec(
      output,
    )
  if (network) {
    return `The packages could not be downloaded: the npm registry does not answer (${network[1]}). Check the network or the proxy, and run this again.`
  }
  if (/\bENOSPC\b/.test(output))
    return 'The disk is full: the packages need about 1 GB. Make room, and run this again.'
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output)) {
    return 'The packages could not be written: this user may not change node_modules here or the npm cache. Check who owns them.'
  }
  if (/\bEUSAGE\b/.test(output)) {
    return 'package-lock.json does not match package.json. Run `npm install`, and commit the lock file.'
  }
  if (/\bEINTEGRITY\b/.test(output)) {
    return 'A downloaded package is not the one that package-lock.json names (EINTEGRITY). Run `npm cache verify`, and try again.'
  }
  const said = output
    .split('\n')
    .map(line => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .find(line => line !== '' && !/^(code|syscall|path|errno) /.test(line))
  return `npm ci failed with code ${code}${said ? `: ${said.slice(0, 300)}` : ''}. Run it by hand to see all it says.`
}
