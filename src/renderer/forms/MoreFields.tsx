import { Button, Collapse } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useContext, useId, useState } from 'react'
import { FieldList, type FieldListProps } from './FieldList.tsx'
import { FormScopeContext } from './form-scope.ts'
import { sameValue } from './form-value.ts'
import { hasProblemUnder } from './problems.ts'

/** The advanced fields, out of the way until wanted, or until one of them has a problem. */
export function MoreFields({
  fields,
  value,
  onChange,
  path,
  what = '',
}: FieldListProps & {
  /** Of what, where there are more than one: "of the check". */
  readonly what?: string
}) {
  const [opened, setOpened] = useState(false)
  const { problems } = useContext(FormScopeContext)
  const regionId = useId()
  if (fields.length === 0) return null
  const wrong = fields.some(field => hasProblemUnder(problems, [...path, field.key]))
  const open = opened || wrong
  const used = fields.filter(field => {
    const member = value[field.key]
    return member !== undefined && !sameValue(member, field.default)
  }).length
  const Chevron = open ? IconChevronDown : IconChevronRight
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        my={8}
        ml={-8}
        leftSection={<Chevron size={16} aria-hidden />}
        aria-expanded={open}
        aria-controls={regionId}
        onClick={() => setOpened(!open)}
      >
        {`More options${what === '' ? '' : ` ${what}`}${used > 0 ? `, ${used} set` : ''}`}
      </Button>
      <Collapse expanded={open} transitionDuration={0} id={regionId}>
        <FieldList fields={fields} value={value} onChange={onChange} path={path} />
      </Collapse>
    </div>
  )
}
