import { Checkbox, FormGroup, FormHelperText, FormSelect, FormSelectOption, HelperText, HelperTextItem, Switch, TextInput } from '@patternfly/react-core';
import type { ActionParameter } from '@/api/types';
import { YamlEditor } from '@/shared/code/lazy';
import { useClusters } from '@/shared/data/clusters';
import { useCan } from '@/shared/data/me';
import { asSentence } from '@/shared/lib/format';
import { ClusterName } from '@/shared/ui/ClusterName';
import type { Value, Values } from './values';

interface Props {
  parameters: readonly ActionParameter[];
  values: Values;
  /** What is wrong, by the parameter's name: found here, or by the server. */
  faults: Readonly<Record<string, string>>;
  onChange: (values: Values) => void;
}

/** What a plan must be told, as the server describes it: one field each. */
export function PlanFields({ parameters, values, faults, onChange }: Props) {
  return parameters.map((parameter) => (
    <Field key={parameter.name} parameter={parameter} value={values[parameter.name] ?? ''} fault={faults[parameter.name]} onChange={(value) => onChange({ ...values, [parameter.name]: value })} />
  ));
}

interface FieldProps {
  parameter: ActionParameter;
  value: Value;
  fault: string | undefined;
  onChange: (value: Value) => void;
}

function Field({ parameter, value, fault, onChange }: FieldProps) {
  const { name, title, about, required, type, choices } = parameter;
  const id = `plan-${name}`;
  const help = (
    <FormHelperText>
      <HelperText id={`${id}-help`}>
        <HelperTextItem variant={fault === undefined ? 'default' : 'error'}>{fault ?? asSentence(about)}</HelperTextItem>
      </HelperText>
    </FormHelperText>
  );
  if (type === 'boolean') {
    return (
      <FormGroup fieldId={id}>
        <Switch id={id} label={title} isChecked={value === true} onChange={(_, checked) => onChange(checked)} aria-describedby={`${id}-help`} />
        {help}
      </FormGroup>
    );
  }
  if (type === 'clusters') {
    return (
      <FormGroup label={title} role="group" isRequired={required} fieldId={id}>
        <ClusterChoice chosen={Array.isArray(value) ? (value as readonly string[]) : []} onChange={onChange} />
        {help}
      </FormGroup>
    );
  }
  if (type === 'manifest') {
    return (
      <FormGroup label={title} isRequired={required} fieldId={id}>
        <div className="nx-plan-text">
          <YamlEditor text={String(value)} onChange={onChange} marks={[]} label={title} />
        </div>
        {help}
      </FormGroup>
    );
  }
  const field = { id, value: String(value), isRequired: required, 'aria-describedby': `${id}-help`, validated: fault === undefined ? ('default' as const) : ('error' as const), onChange: (_: unknown, text: string) => onChange(text) };
  return (
    <FormGroup label={title} fieldId={id} isRequired={required}>
      {choices.length > 0 ? (
        <FormSelect {...field}>
          {!required && <FormSelectOption value="" label="None chosen" />}
          {choices.map((choice) => (
            <FormSelectOption key={choice.value} value={choice.value} label={choice.about ? `${choice.value} (${choice.about})` : choice.value} />
          ))}
        </FormSelect>
      ) : (
        <TextInput {...field} inputMode={type === 'integer' ? 'numeric' : 'text'} autoComplete="off" spellCheck={false} />
      )}
      {help}
    </FormGroup>
  );
}

/** Clusters in the order in which they are chosen: the order of the waves. */
function ClusterChoice({ chosen, onChange }: { chosen: readonly string[]; onChange: (names: readonly string[]) => void }) {
  const can = useCan();
  const clusters = (useClusters().data ?? []).filter((cluster) => can('resources:write', { cluster: cluster.name }));
  return (
    <div className="nx-stack nx-stack--tight">
      {clusters.map(({ name }) => {
        const place = chosen.indexOf(name) + 1;
        return (
          <Checkbox
            key={name}
            id={`plan-cluster-${name}`}
            label={
              <span className="nx-row">
                <ClusterName name={name} />
                {place > 0 && <span className="nx-small nx-subtle">{place}.</span>}
              </span>
            }
            isChecked={place > 0}
            onChange={(_, checked) => onChange(checked ? [...chosen, name] : chosen.filter((other) => other !== name))}
          />
        );
      })}
    </div>
  );
}
