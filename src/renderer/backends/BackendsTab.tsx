export function BackendsTab(_props: { readonly openId?: string }) {
  return null
}
