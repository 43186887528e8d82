import { Button, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import type { PatchOperation } from '@/api/types';
import { isRecord } from '@/shared/lib/diff';
import { formatPointer } from '@/shared/lib/pointer';
import { AddIcon, DeleteIcon } from '@/shared/ui/icons';
import { TextControl } from './controls';
import { parseScalar } from './useTyped';

interface Props {
  id: string;
  pointer: string;
  value: unknown;
  /** What one row is called: "Argument". */
  item: string;
  onSet: (pointer: string, value: unknown) => void;
  onPatch: (patch: PatchOperation[]) => void;
}

/** A list of texts: one row each. */
export function ListControl({ id, pointer, value, item, onSet, onPatch, parse }: Props & { parse?: (text: string) => unknown }) {
  const rows: unknown[] = Array.isArray(value) ? value : [];
  return (
    <div className="nx-stack nx-stack--tight">
      {rows.map((row, index) => (
        // Rows have no names: their place is what they are.
        <div key={index} className="nx-row nx-row--one">
          <TextControl id={`${id}-${index}`} label={`${item} ${index + 1}`} value={row} onChange={(next) => onSet(`${pointer}/${index}`, next ?? '')} {...(parse ? { parse } : {})} />
          <RemoveButton label={`Remove ${item.toLowerCase()} ${index + 1}`} onClick={() => (rows.length === 1 ? onSet(pointer, undefined) : onPatch([{ op: 'remove', path: `${pointer}/${index}` }]))} />
        </div>
      ))}
      <AddButton id={id} onClick={() => (rows.length === 0 ? onSet(pointer, ['']) : onPatch([{ op: 'add', path: `${pointer}/-`, value: '' }]))}>
        Add {withArticle(item)}
      </AddButton>
    </div>
  );
}

/** Names and values: one row each. A new row is in the document once it has a name. */
export function MapControl({ id, pointer, value, item, onSet, onPatch, isText = false }: Props & { isText?: boolean }) {
  const entries = isRecord(value) ? Object.entries(value) : [];
  const [fresh, setFresh] = useState<{ name: string; value: string } | null>(null);
  const parse = isText ? (text: string): unknown => text : parseScalar;
  const place = (name: string) => `${pointer}${formatPointer([name])}`;
  const keep = () => {
    if (!fresh || fresh.name === '') return;
    onSet(place(fresh.name), parse(fresh.value));
    setFresh(null);
  };
  return (
    <div className="nx-stack nx-stack--tight">
      {entries.map(([name, inner], index) => (
        <div key={index} className="nx-form__pair">
          <NameControl id={`${id}-${index}-name`} label={`${item} ${index + 1}: name`} name={name} taken={entries.map(([each]) => each)} onRename={(next) => onPatch([{ op: 'move', from: place(name), path: place(next) }])} />
          <TextControl id={`${id}-${index}`} label={`${name}: value`} value={inner} onChange={(next) => onSet(place(name), next ?? '')} parse={parse} />
          <RemoveButton label={`Remove ${name}`} onClick={() => onSet(place(name), undefined)} />
        </div>
      ))}
      {fresh && (
        // Leaving the row keeps it.
        <div
          className="nx-form__pair"
          onBlur={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget)) keep();
          }}
        >
          <TextInput id={`${id}-new-name`} aria-label={`New ${item.toLowerCase()}: name`} value={fresh.name} onChange={(_, name) => setFresh({ ...fresh, name })} autoComplete="off" />
          <TextInput id={`${id}-new`} aria-label={`New ${item.toLowerCase()}: value`} value={fresh.value} onChange={(_, next) => setFresh({ ...fresh, value: next })} autoComplete="off" />
          <RemoveButton label={`Leave the new ${item.toLowerCase()} out`} onClick={() => setFresh(null)} />
        </div>
      )}
      <AddButton
        id={id}
        onClick={() => {
          keep();
          setFresh({ name: '', value: '' });
        }}
      >
        Add {withArticle(item)}
      </AddButton>
    </div>
  );
}

/** The name of a pair changes when one leaves its field: half a name is no name. */
function NameControl({ id, label, name, taken, onRename }: { id: string; label: string; name: string; taken: readonly string[]; onRename: (name: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const leave = () => {
    if (typed !== null && typed !== '' && !taken.includes(typed)) onRename(typed);
    setTyped(null);
  };
  return <TextInput id={id} aria-label={label} value={typed ?? name} onChange={(_, next) => setTyped(next)} onBlur={leave} autoComplete="off" />;
}

export function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return <Button variant="plain" size="sm" icon={<DeleteIcon />} aria-label={label} onClick={onClick} />;
}

export function AddButton({ id, onClick, children }: { id: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <div>
      <Button id={`${id}-add`} variant="link" isInline icon={<AddIcon />} onClick={onClick}>
        {children}
      </Button>
    </div>
  );
}

export function withArticle(noun: string): string {
  const word = noun.toLowerCase();
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}
