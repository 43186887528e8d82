import { Button, SearchInput } from '@patternfly/react-core';
import { useId, useState } from 'react';
import type { KindFields } from '@/api/types';
import { isRecord } from '@/shared/lib/diff';
import { formatPointer, readablePath, valueAt } from '@/shared/lib/pointer';
import { count } from '@/shared/lib/format';
import { CaretDownIcon, CaretRightIcon } from '@/shared/ui/icons';
import { FieldFrame } from './FieldFrame';
import { LeafControl } from './LeafControl';
import { useForm } from './model';
import { AddButton, RemoveButton } from './rows';
import { fieldsBelow, initialOf, isLeaf, itemsOf, searchFields, shapeAt, typeWords, type KnownField } from './shapes';

/** Every field that the cluster's operator knows: to be found by its name, or by going down. */
export function AllFields({ fields }: { fields: KindFields }) {
  const { value } = useForm();
  const [query, setQuery] = useState('');
  const spec = shapeAt(fields, '/spec');
  const found = query.trim() === '' ? null : searchFields(fields, value, query);
  return (
    <div className="nx-stack">
      <SearchInput aria-label="Search all fields" placeholder="Search all fields" value={query} onChange={(_, next) => setQuery(next)} onClear={() => setQuery('')} />
      <p className="nx-visually-hidden" role="status">
        {found && `${count(found.length, 'field')} found`}
      </p>
      {found?.length === 0 && <p className="nx-subtle">No field of {fields.kind} is called so. Fields of lists are found once the list has an item.</p>}
      <ul className="nx-quiet-list nx-tree">
        {found
          ? found.map((field) => <Branch key={field.pointer} fields={fields} field={field} title={readablePath(field.pointer)} />)
          : spec && fieldsBelow(fields, spec, '/spec').map((field) => <Branch key={field.pointer} fields={fields} field={field} title={field.name} />)}
      </ul>
    </div>
  );
}

interface BranchProps {
  fields: KindFields;
  field: KnownField;
  title: string;
}

function Branch({ fields, field, title }: BranchProps) {
  const form = useForm();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const value = valueAt(form.value, field.pointer);
  const isSet = value !== undefined;
  const leaf = isLeaf(fields, field.shape);
  const isExpanded = leaf ? isSet : isOpen;
  const Caret = isOpen ? CaretDownIcon : CaretRightIcon;
  return (
    <li className={isSet ? 'nx-tree__set' : undefined}>
      <div className="nx-row nx-tree__row">
        {leaf ? (
          <span className="nx-mono nx-break nx-tree__name">{title}</span>
        ) : (
          <button type="button" className="nx-tree__name nx-mono nx-break" aria-expanded={isOpen} aria-controls={`${id}-below`} onClick={() => setOpen(!isOpen)}>
            <Caret aria-hidden /> {title}
          </button>
        )}
        <span className="nx-small nx-subtle">
          {typeWords(fields, field.shape)}
          {field.required && ', required'}
        </span>
        {leaf && !isSet && (
          <Button variant="link" isInline size="sm" onClick={() => form.set(field.pointer, initialOf(field.shape))} aria-label={`Add ${title}`}>
            Add
          </Button>
        )}
        {isSet && <RemoveButton label={`Remove ${title}`} onClick={() => form.set(field.pointer, undefined)} />}
      </div>
      {isExpanded && (
        <div id={`${id}-below`} className="nx-tree__below">
          {leaf ? (
            <FieldFrame id={id} pointer={field.pointer} label={readablePath(field.pointer)} findings={form.findings.get(field.pointer)} onMend={form.mend} onShow={form.show}>
              <LeafControl id={id} pointer={field.pointer} shape={field.shape} fields={fields} />
            </FieldFrame>
          ) : (
            <Below fields={fields} field={field} />
          )}
        </div>
      )}
    </li>
  );
}

/** The fields of an object; the items of a list, and what a map holds, each with theirs. */
function Below({ fields, field }: { fields: KindFields; field: KnownField }) {
  const form = useForm();
  const [name, setName] = useState('');
  const id = useId();
  const items = itemsOf(fields, field.shape);
  if (!items) {
    return (
      <ul className="nx-quiet-list nx-tree">
        {fieldsBelow(fields, field.shape, field.pointer).map((each) => (
          <Branch key={each.pointer} fields={fields} field={each} title={each.name} />
        ))}
      </ul>
    );
  }
  const value = valueAt(form.value, field.pointer);
  const keys = Array.isArray(value) ? value.map((_, index) => String(index)) : isRecord(value) ? Object.keys(value) : [];
  const isList = field.shape.type === 'array';
  const add = () => {
    if (isList && Array.isArray(value)) form.patch([{ op: 'add', path: `${field.pointer}/-`, value: initialOf(items) }]);
    else if (isList) form.set(field.pointer, [initialOf(items)]);
    else if (name !== '') form.set(`${field.pointer}${formatPointer([name])}`, initialOf(items));
    setName('');
  };
  return (
    <>
      <ul className="nx-quiet-list nx-tree">
        {keys.map((key) => (
          <Branch key={key} fields={fields} title={isList ? `[${key}]` : key} field={{ pointer: `${field.pointer}${formatPointer([key])}`, name: key, shape: items, required: false }} />
        ))}
      </ul>
      <div className="nx-row">
        {!isList && <input className="nx-tree__key" aria-label={`Name of a new entry of ${field.name}`} value={name} onChange={(event) => setName(event.target.value)} />}
        <AddButton id={id} onClick={add}>
          Add to {field.name}
        </AddButton>
      </div>
    </>
  );
}
