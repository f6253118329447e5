export function SettingsTab(_props: { readonly section?: string }) {
  return null
}
