import { UnstyledButton } from '@mantine/core'
import classes from './director.module.css'
import { useDirector } from './use-director.ts'

/** In the header of every screen: nothing here is real. Opens the director. */
export function DemoMark() {
  const [opened, toggle] = useDirector()
  return (
    <UnstyledButton
      className={classes.mark}
      aria-expanded={opened}
      aria-keyshortcuts="D"
      title={`These services are a demo's. ${opened ? 'Fold' : 'Open'} the director (D)`}
      onClick={toggle}
    >
      Demo
    </UnstyledButton>
  )
}
