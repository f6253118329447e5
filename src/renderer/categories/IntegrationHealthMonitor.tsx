export function IntegrationHealthMonitor(_props: { readonly category: string; readonly openId?: string }) {
  return null
}
