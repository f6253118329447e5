/** A word to offer while typing: what is stored, and what is shown for it. */
export interface Suggestion {
  readonly value: string
  readonly label: string
}

/** Words to offer, by the key of the field. */
export type Suggestions = Readonly<Record<string, readonly Suggestion[]>>

/** Words that are shown as they are stored. */
export function plainSuggestions(words: readonly string[]): readonly Suggestion[] {
  return words.map(word => ({ value: word, label: word }))
}

/** Words with their titles; where two would look the same, the second is shown as it is stored. */
export function titledSuggestions(
  words: readonly string[],
  titleOf: (word: string) => string,
): readonly Suggestion[] {
  const shown = new Set<string>()
  return words.map(value => {
    const label = shown.has(titleOf(value)) ? value : titleOf(value)
    shown.add(label)
    return { value, label }
  })
}

/** What is shown for a stored value. */
export function labelFor(value: string, suggestions: readonly Suggestion[]): string {
  return suggestions.find(suggestion => suggestion.value === value)?.label ?? value
}

/** What is stored for a typed or chosen text: of a suggestion its value, whatever the case; else the text itself. */
export function valueFor(text: string, suggestions: readonly Suggestion[]): string {
  const typed = text.trim()
  const same =
    suggestions.find(({ label }) => label === typed) ??
    suggestions.find(({ label }) => label.toLowerCase() === typed.toLowerCase())
  return same?.value ?? text
}
