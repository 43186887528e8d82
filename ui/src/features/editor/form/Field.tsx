import { useId } from 'react';
import { isRecord } from '@/shared/lib/diff';
import { valueAt } from '@/shared/lib/pointer';
import { ChoiceControl, DurationControl, NumberControl, SeveralControl, TextControl, ToggleControl } from './controls';
import { describedBy, FieldFrame } from './FieldFrame';
import { useForm } from './model';
import { AddButton, ListControl, MapControl, RemoveButton, withArticle } from './rows';
import { itemsOf, shapeAt } from './shapes';
import type { ChoiceField, FormField, RowsField, SeveralField } from './table';

/** One field of a table, at its place in the document. `base`: of the row that it belongs to. */
export function Field({ field, base = '' }: { field: FormField; base?: string }) {
  const form = useForm();
  const id = useId();
  const pointer = `${base}${field.pointer}`;
  const findings = form.findings.get(pointer);
  const frame = { id, pointer, label: field.label, help: field.help, findings, onMend: form.mend, onShow: form.show };
  if (field.kind === 'rows') {
    return (
      <FieldFrame {...frame} isGroup>
        <Rows id={id} pointer={pointer} field={field} />
      </FieldFrame>
    );
  }
  const isGroup = ['several', 'list', 'map'].includes(field.kind);
  return (
    <FieldFrame {...frame} isGroup={isGroup} isWide={field.kind === 'map' || field.kind === 'list'}>
      <Control id={id} pointer={pointer} field={field} isInvalid={findings?.some(({ type }) => type === 'violation')} describedBy={describedBy(id, field.help, findings)} />
    </FieldFrame>
  );
}

interface ControlProps {
  id: string;
  pointer: string;
  field: Exclude<FormField, RowsField>;
  isInvalid: boolean | undefined;
  describedBy: string | undefined;
}

function Control({ id, pointer, field, isInvalid, describedBy }: ControlProps) {
  const form = useForm();
  const value = valueAt(form.value, pointer);
  const onChange = (next: unknown) => form.set(pointer, next);
  const common = { id, value, onChange, isInvalid, describedBy };
  const rows = { id, pointer, value, onSet: form.set, onPatch: form.patch };
  switch (field.kind) {
    case 'text':
      return <TextControl {...common} placeholder={field.placeholder} pattern={field.pattern} suggestions={field.suggest?.(form.context)} isDisabled={field.fixedOnEdit === true && !form.isNew} />;
    case 'number':
      return <NumberControl {...common} minimum={field.minimum} maximum={field.maximum} unit={field.unit} />;
    case 'duration':
      return <DurationControl {...common} />;
    case 'choice':
      return <ChoiceControl {...common} choices={choicesOf(field)} unset={field.unset} />;
    case 'toggle':
      return <ToggleControl {...common} label={field.label} />;
    case 'several':
      return <SeveralControl {...common} choices={severalOf(field)} />;
    case 'list':
      return <ListControl {...rows} item={field.item} />;
    case 'map':
      return <MapControl {...rows} item={field.name} isText={holdsText()} />;
  }

  function choicesOf({ choices }: ChoiceField) {
    return choices?.(form.context) ?? (form.fields && shapeAt(form.fields, pointer)?.limits?.values)?.map((each) => ({ value: each, label: each })) ?? [];
  }
  function severalOf({ choices }: SeveralField) {
    const shape = form.fields && shapeAt(form.fields, pointer);
    return choices ?? (form.fields && shape && itemsOf(form.fields, shape)?.limits?.values) ?? [];
  }
  /** Spark's options are texts to the API; those of Kafka may be numbers too. */
  function holdsText() {
    const shape = form.fields && shapeAt(form.fields, pointer);
    return form.fields && shape ? itemsOf(form.fields, shape)?.type === 'string' : false;
  }
}

/** Objects of a list: each a card of fields, with what it is called in its legend. */
function Rows({ id, pointer, field }: { id: string; pointer: string; field: RowsField }) {
  const form = useForm();
  const found = valueAt(form.value, pointer);
  const rows: unknown[] = Array.isArray(found) ? found : [];
  const remove = (index: number) => (rows.length === 1 ? form.set(pointer, undefined) : form.patch([{ op: 'remove', path: `${pointer}/${index}` }]));
  return (
    <div className="nx-stack nx-stack--tight">
      {rows.map((row, index) => (
        <fieldset key={index} className="nx-form__card">
          <legend className="nx-visually-hidden">
            {field.item} {index + 1}
          </legend>
          <div className="nx-row nx-row--apart">
            <strong className="nx-small">
              {field.item} {nameOf(row) ?? index + 1}
            </strong>
            <RemoveButton label={`Remove ${field.item.toLowerCase()} ${nameOf(row) ?? index + 1}`} onClick={() => remove(index)} />
          </div>
          <div className="nx-form__grid">
            {field.fields
              .filter((inner) => inner.when?.(row) ?? true)
              .map((inner) => (
                <Field key={inner.pointer} field={inner} base={`${pointer}/${index}`} />
              ))}
          </div>
        </fieldset>
      ))}
      <AddButton id={id} onClick={() => (rows.length === 0 ? form.set(pointer, [field.start(rows)]) : form.patch([{ op: 'add', path: `${pointer}/-`, value: field.start(rows) }]))}>
        Add {withArticle(field.item)}
      </AddButton>
    </div>
  );
}

function nameOf(row: unknown): string | undefined {
  return isRecord(row) && typeof row.name === 'string' && row.name !== '' ? row.name : undefined;
}
