import { BackendsTab } from '../backends/BackendsTab.tsx'

/** The same list as the Backends tab: adding, changing and deleting are in its rows. */
export function BackendsSection() {
  return <BackendsTab note={false} />
}
