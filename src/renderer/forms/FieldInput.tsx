import { ChoiceInput } from './ChoiceInput.tsx'
import { ChoicesInput } from './ChoicesInput.tsx'
import { EitherInput } from './EitherInput.tsx'
import type { FieldInputProps } from './field-input.ts'
import type { Field } from './fields.ts'
import { GroupInput } from './GroupInput.tsx'
import { ListInput } from './ListInput.tsx'
import { NumberField } from './NumberField.tsx'
import { PairsInput } from './PairsInput.tsx'
import { SecretInput } from './SecretInput.tsx'
import { SwitchInput } from './SwitchInput.tsx'
import { AnyInput, PlainTextInput } from './TextInputs.tsx'
import { WordsInput } from './WordsInput.tsx'
import { YesNoInput } from './YesNoInput.tsx'

/** The input for a field, by the shape of its value. */
export function FieldInput(props: FieldInputProps) {
  const { shape, secret } = props.field
  switch (shape.type) {
    case 'text':
      return secret ? <SecretInput {...props} /> : <PlainTextInput {...props} multiline={shape.multiline} />
    case 'number':
      return <NumberField {...props} shape={shape} />
    case 'switch':
      return isDecidedWhenEmpty(props.field) ? <YesNoInput {...props} /> : <SwitchInput {...props} />
    case 'choice':
      return <ChoiceInput {...props} options={shape.options} />
    case 'choices':
      return <ChoicesInput {...props} options={shape.options} />
    case 'words':
      return <WordsInput {...props} numbers={shape.numbers} />
    case 'list':
      return <ListInput {...props} item={shape.item} />
    case 'pairs':
      return <PairsInput {...props} item={shape.value} />
    case 'group':
      return <GroupInput {...props} fields={shape.fields} />
    case 'either':
      return <EitherInput {...props} alternatives={shape.alternatives} />
    case 'any':
      return secret ? <SecretInput {...props} /> : <AnyInput {...props} />
    case 'constant':
      return null
  }
}

/** Left empty it is neither yes nor no for all: what it means is said instead of a switch that looks off. */
function isDecidedWhenEmpty({ default: byDefault, whenEmpty }: Field): boolean {
  return byDefault === undefined && whenEmpty !== ''
}
