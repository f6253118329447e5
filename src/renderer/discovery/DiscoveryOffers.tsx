export function DiscoveryOffers() {
  return null
}
