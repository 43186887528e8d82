import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { fromField, rangeProblem, toField, utcWords } from './range';
import type { AuditSearch } from './useAudit';

interface Props {
  from: string | undefined;
  to: string | undefined;
  onChange: (change: Pick<AuditSearch, 'from' | 'to'>) => void;
}

/** A stretch of time, in the reader's zone and in UTC. */
export function AuditRange({ from, to, onChange }: Props) {
  const problem = rangeProblem(from, to);
  return (
    <div className="nx-row nx-audit__range" role="group" aria-label="Stretch of time">
      <Moment id="audit-from" label="From" value={from} onChange={(next) => onChange({ from: next })} help={utcWords(from) || 'The first record'} />
      <Moment id="audit-to" label="To, not included" value={to} onChange={(next) => onChange({ to: next })} help={problem ?? (utcWords(to) || 'Now')} isWrong={problem !== undefined} />
    </div>
  );
}

interface MomentProps {
  id: string;
  label: string;
  value: string | undefined;
  onChange: (iso: string | undefined) => void;
  help: string;
  isWrong?: boolean;
}

/** The address holds the moment; while one types the field runs ahead of it. */
function Moment({ id, label, value, onChange, help, isWrong = false }: MomentProps) {
  const [text, setText] = useState(toField(value));
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (fromField(text) !== value) setText(toField(value));
  }
  return (
    <FormGroup label={label} fieldId={id}>
      <TextInput
        id={id}
        type="datetime-local"
        value={text}
        max="9999-12-31T23:59"
        onChange={(_, next) => {
          setText(next);
          const iso = fromField(next);
          if (iso !== undefined || next === '') onChange(iso);
        }}
        validated={isWrong ? 'error' : 'default'}
        aria-describedby={`${id}-help`}
      />
      <FormHelperText>
        <HelperText id={`${id}-help`}>
          <HelperTextItem variant={isWrong ? 'error' : 'default'}>{help}</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
