import { Alert, Form } from '@patternfly/react-core';
import { useState } from 'react';
import { count, plainValue } from '@/shared/lib/format';
import { readablePath } from '@/shared/lib/pointer';
import { CaretDownIcon, CaretRightIcon } from '@/shared/ui/icons';
import { AllFields } from './AllFields';
import { Field } from './Field';
import { setElsewhere } from './matching';
import type { FormModel } from './model';
import { FormModelContext } from './model';
import type { FormTable } from './table';
import './form.css';

interface Props {
  model: FormModel;
  table: FormTable;
  /** What could not be changed just now. */
  trouble: string | null;
}

/** What people set first, in sections; what else the text sets; and everything that the operator knows. */
export function FormPanel({ model, table, trouble }: Props) {
  const elsewhere = setElsewhere(
    model.value,
    table.flatMap(({ fields }) => fields.map(({ pointer }) => pointer)),
  );
  return (
    <FormModelContext value={model}>
      <Form className="nx-form" onSubmit={(event) => event.preventDefault()} aria-label="Form">
        {trouble && <Alert variant="warning" isInline title="This can’t be changed in the form">{trouble}</Alert>}
        {table.map(({ title, fields }) => (
          <section key={title} className="nx-form__section" aria-label={title}>
            <h3>{title}</h3>
            <div className="nx-form__grid">
              {fields.map((field) => (
                <Field key={field.pointer} field={field} />
              ))}
            </div>
          </section>
        ))}
        {elsewhere.length > 0 && (
          <Fold title={`${count(elsewhere.length, 'more field')} set in YAML`}>
            <ul className="nx-quiet-list nx-form__elsewhere">
              {elsewhere.map(({ pointer, value }) => (
                <li key={pointer} className="nx-row nx-small">
                  <button type="button" className="nx-link nx-mono nx-break nx-form__jump" onClick={() => model.show(pointer)}>
                    {readablePath(pointer)}
                  </button>
                  <span className="nx-subtle nx-break">{plainValue(value)}</span>
                </li>
              ))}
            </ul>
          </Fold>
        )}
        {model.fields && (
          <Fold title={`All fields of ${model.fields.kind}`}>
            <AllFields fields={model.fields} />
          </Fold>
        )}
      </Form>
    </FormModelContext>
  );
}

/** A section that is read when it is wanted. */
function Fold({ title, children }: { title: string; children: React.ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const Caret = isOpen ? CaretDownIcon : CaretRightIcon;
  return (
    <section className="nx-form__section">
      <h3>
        <button type="button" className="nx-form__fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Caret aria-hidden /> {title}
        </button>
      </h3>
      {isOpen && children}
    </section>
  );
}
