import { FormGroup, TextInput } from '@patternfly/react-core';

interface Props {
  id: string;
  /** What must be typed, letter for letter. */
  name: string;
  value: string;
  onChange: (value: string) => void;
}

/** The name of what is about to be destroyed, typed by hand: a pause that a click is not. */
export function TypeToConfirm({ id, name, value, onChange }: Props) {
  const isOnTheWay = value === '' || name.startsWith(value);
  return (
    <FormGroup label={<>Type <strong className="nx-mono">{name}</strong> to confirm</>} fieldId={id}>
      <TextInput id={id} value={value} onChange={(_, typed) => onChange(typed)} autoComplete="off" spellCheck={false} validated={isOnTheWay ? 'default' : 'error'} />
    </FormGroup>
  );
}
