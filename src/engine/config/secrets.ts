import { type Backend, type Config, configSchema, type Monitor, sectionNameSchema } from '#shared/config.ts'
import type { NotifierConfig } from '#shared/notifier-config.ts'
import { holdsReference } from '#shared/reference.ts'
import { isMapping } from './is-mapping.ts'
import { mapTexts, referencedSecrets } from './references.ts'
import { type IsSecretField, notifierOf, sectionOf } from './secret-fields.ts'

export interface ExtractedSecrets {
  /** The configuration with a `${secret:ID}` wherever a secret was written out. */
  readonly config: Config
  /** Every secret that was taken out, by id. */
  readonly secrets: ReadonlyMap<string, string>
}

/** scheme://user:PASSWORD@host; as in the URL standard, the last @ before the path ends the password. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:)([^\s/?#]+)(?=@)/gi
const URL_PARAMETER =
  /([?&]((?:[\w.-]*[-_.])?(?:token|key|secret|(?:ssl)?password|api[-_]?key|access_token))=)([^&#\s"'<>]+)/gi

/** Gives out ids that are readable, the same for the same place, and never in use for another value. */
class SecretIds {
  readonly secrets = new Map<string, string>()
  readonly #kept: ReadonlyMap<string, string>
  readonly #referenced: ReadonlySet<string>

  constructor(kept: ReadonlyMap<string, string>, referenced: ReadonlySet<string>) {
    this.#kept = kept
    this.#referenced = referenced
  }

  /**
   * A changed secret gets another id than the one it replaces. So a crash between keeping the secret and saving the
   * configuration leaves the old pair whole, and a changed password is a changed monitor.
   */
  take(place: readonly string[], value: string): string {
    const base = place.map(part => part.replaceAll(/[^\w.-]/g, '-')).join('.')
    for (let number = 1; ; number++) {
      const id = number === 1 ? base : `${base}-${number}`
      if (this.#isFree(id, value)) {
        this.secrets.set(id, value)
        return `\${secret:${id}}`
      }
    }
  }

  #isFree(id: string, value: string): boolean {
    if (this.secrets.has(id)) return false
    const kept = this.#kept.get(id)
    return kept === undefined ? !this.#referenced.has(id) : kept === value && !this.#referenced.has(id)
  }
}

const REFERENCES = /\$\{(?:env|file|secret):[^{}]*\}|\uE000/g
/** Stands for a reference while a text is searched: its own colons and slashes are not those of a URL. */
const MASK = /\uE000(\d+)\uE001/g

/** Takes the secrets out of one text; what is a reference already stays. */
function withoutSecrets(text: string, place: readonly string[], whole: boolean, ids: SecretIds): string {
  if (whole) return text === '' || holdsReference(text) ? text : ids.take(place, text)
  const references: string[] = []
  const mask = (reference: string) => `\uE000${references.push(reference) - 1}\uE001`
  const takeUnlessMasked = (match: string, before: string, name: string, secret: string) =>
    secret.includes('\uE000') ? match : before + mask(ids.take([...place, name], secret))
  return text
    .replaceAll(REFERENCES, mask)
    .replaceAll(URL_PASSWORD, (match: string, before: string, secret: string) =>
      takeUnlessMasked(match, before, 'password', secret),
    )
    .replaceAll(URL_PARAMETER, (match: string, before: string, name: string, secret: string) =>
      takeUnlessMasked(match, before, name.toLowerCase(), secret),
    )
    .replaceAll(MASK, (match, index: string) => references[Number(index)] ?? match)
}

/**
 * Takes every literal secret out of a configuration: passwords and secret parameters of URLs wherever they stand, and
 * the fields whose schema says `secret`. `kept` are the secrets known so far: an unchanged one keeps its id.
 */
export function extractSecrets(
  config: Config,
  isSecretField: IsSecretField,
  kept: ReadonlyMap<string, string> = new Map(),
): ExtractedSecrets {
  const ids = new SecretIds(kept, referencedSecrets(config))
  const cleanTarget = (target: unknown, place: readonly string[], kind: string) =>
    mapTexts(target, (text, path) =>
      withoutSecrets(text, [...place, ...path.map(String)], isSecretField(kind, path), ids),
    )
  const cleanText = (text: string, place: readonly string[]) => withoutSecrets(text, place, false, ids)

  const monitor = (item: Monitor): Monitor => {
    const place = ['monitors', item.id]
    const { kind, ...target } = item.check
    const cleaned = cleanTarget(target, place, kind)
    const check = { kind, ...(isMapping(cleaned) && cleaned) }
    return {
      ...item,
      check,
      ...(item.link !== undefined && { link: cleanText(item.link, [...place, 'link']) }),
    }
  }
  const backend = (item: Backend): Backend => {
    const place = ['backends', item.id]
    const headers = Object.entries(item.headers ?? {}).map(([name, text]): [string, string] => {
      const whole = isSecretField(null, ['headers', name])
      return [name, withoutSecrets(text, [...place, 'headers', name], whole, ids)]
    })
    return {
      ...item,
      url: cleanText(item.url, [...place, 'url']),
      ...(item.headers && { headers: Object.fromEntries(headers) }),
    }
  }
  const notifier = (item: NotifierConfig): NotifierConfig => {
    const { kind, ...target } = item.to
    const cleaned = cleanTarget(target, ['notifiers', item.id], notifierOf(kind))
    return { ...item, to: { kind, ...(isMapping(cleaned) && cleaned) } }
  }
  const sections = Object.fromEntries(
    sectionNameSchema.options
      .filter(name => name !== 'notifiers')
      .map(name => [
        name,
        mapTexts(config[name], (text, path) =>
          withoutSecrets(text, [name, ...path.map(String)], isSecretField(sectionOf(name), path), ids),
        ),
      ]),
  )
  return {
    // Texts were replaced by references alone, which every schema of a section takes.
    config: configSchema.parse({
      ...config,
      monitors: config.monitors.map(monitor),
      backends: config.backends.map(backend),
      ...sections,
      notifiers: config.notifiers.map(notifier),
    }),
    secrets: ids.secrets,
  }
}
