import type { Incident } from './incident.ts'

/** What is searched in, in small letters: name, category, tags and reason. */
export function searchText({ name, category, tags, message }: Incident): string {
  return [name, category ?? '', ...tags, message].join('\n').toLowerCase()
}
