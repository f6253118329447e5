const ON = new Set(['1', 'true', 'yes', 'on'])
const OFF = new Set(['', '0', 'false', 'no', 'off'])

/**
 * Which shell the operator asked for: `light` never tries the desktop, `desktop` insists on it, `either` takes what
 * this machine can do. A flag comes before both variables; where both are asked for it is the light shell.
 *
 * `light` is also the answer to --help and --version, and to a variable that is neither yes nor no: the light shell
 * knows the words for all of them. A demo runs in the light shell alone, which also says so where the desktop is asked for.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {'light' | 'desktop' | 'either'}
 */
export function wishedShell(args, env) {
  if (['--light', '--demo', '--help', '--version'].some(flag => args.includes(flag))) return 'light'
  const { TRAYLIGHT_LIGHT: light = '', TRAYLIGHT_DESKTOP: desktop = '', TRAYLIGHT_DEMO: demo = '' } = env
  if ([light, desktop, demo].some(value => !isSwitch(value))) return 'light'
  if (ON.has(demo.toLowerCase())) return 'light'
  if (args.includes('--desktop')) return 'desktop'
  if (ON.has(light.toLowerCase())) return 'light'
  return ON.has(desktop.toLowerCase()) ? 'desktop' : 'either'
}

/** @param {string} value */
const isSwitch = value => ON.has(value.toLowerCase()) || OFF.has(value.toLowerCase())
