import { routeHash } from '#shared/route.ts'
import classes from './compact.module.css'
import { unseenRoute } from './UnseenBanner.tsx'
import { useUnseen } from './unseen.ts'

/** What happened while nobody looked, as a line that leads there. */
export function UnseenLink({ onGo }: { readonly onGo: () => void }) {
  const { line, lasts } = useUnseen()
  if (line === null) return null
  return (
    <p className={classes.unseen}>
      While nobody looked:{' '}
      <a href={routeHash(unseenRoute(lasts))} onClick={onGo}>
        {line}
      </a>
    </p>
  )
}
