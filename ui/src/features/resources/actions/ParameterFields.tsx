import { FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import type { ActionParameter } from '@/api/types';
import { asSentence } from '@/shared/lib/format';
import type { Reading, Values } from './parameters';

interface Props {
  parameters: readonly ActionParameter[];
  values: Values;
  reading: Reading;
  onChange: (values: Values) => void;
}

/** What an action must be told, as the server describes it: one field each. */
export function ParameterFields({ parameters, values, reading, onChange }: Props) {
  return parameters.map((parameter) => {
    const { name, title, about, required } = parameter;
    const id = `parameter-${name}`;
    const fault = reading.faults[name];
    const field = {
      id,
      value: values[name] ?? '',
      isRequired: required,
      'aria-describedby': `${id}-help`,
      validated: fault === undefined ? ('default' as const) : ('error' as const),
      onChange: (_: unknown, value: string) => onChange({ ...values, [name]: value }),
    };
    return (
      <FormGroup key={name} label={title} fieldId={id} isRequired={required}>
        {parameter.choices.length > 0 ? <ChoiceField parameter={parameter} {...field} /> : <TextInput {...field} inputMode={parameter.type === 'integer' ? 'numeric' : 'text'} autoComplete="off" spellCheck={false} />}
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <HelperTextItem variant={fault === undefined ? 'default' : 'error'}>{fault ?? asSentence(about)}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      </FormGroup>
    );
  });
}

type ChoiceProps = Omit<React.ComponentProps<typeof FormSelect>, 'children' | 'ref'> & { parameter: ActionParameter };

function ChoiceField({ parameter: { choices, required }, ...field }: ChoiceProps) {
  return (
    <FormSelect {...field}>
      <FormSelectOption value="" label={required ? 'Choose one' : 'None chosen'} isPlaceholder={required} />
      {choices.map(({ value, about }) => (
        <FormSelectOption key={value} value={value} label={about === '' ? value : `${value} (${about})`} />
      ))}
    </FormSelect>
  );
}
