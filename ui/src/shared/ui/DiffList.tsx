import type { DiffEntry } from '@/api/types';
import { isRecord } from '../lib/diff';
import { plainValue } from '../lib/format';
import { readablePath } from '../lib/pointer';
import { toYaml } from '../lib/yaml';
import './DiffList.css';

const words: Record<DiffEntry['type'], string> = { added: 'added', removed: 'removed', changed: 'changed' };

interface Props {
  entries: readonly DiffEntry[];
  /** What the two sides are: "before" and "after", or "desired" and "observed". */
  sides?: [string, string];
}

/** Differences a person can read: a line for each field, the old value and the new one. */
export function DiffList({ entries, sides = ['Before', 'After'] }: Props) {
  if (entries.length === 0) return <p className="nx-subtle">No differences.</p>;
  return (
    <ul className="nx-quiet-list nx-diff">
      {entries.map((entry) => (
        <li key={entry.pointer} className={`nx-diff__entry nx-diff__entry--${entry.type}`}>
          <div className="nx-diff__path">
            <span className="nx-mono nx-break">{readablePath(entry.pointer) || 'The whole resource'}</span>
            <span className="nx-small nx-subtle">{words[entry.type]}</span>
          </div>
          <div className="nx-diff__values">
            {entry.type !== 'added' && <Value side={sides[0]} sign="−" value={entry.before} className="nx-diff__old" />}
            {entry.type !== 'removed' && <Value side={sides[1]} sign="+" value={entry.after} className="nx-diff__new" />}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Value({ side, sign, value, className }: { side: string; sign: string; value: unknown; className: string }) {
  const structured = (isRecord(value) || Array.isArray(value)) && Object.keys(value).length > 0;
  const text = structured ? toYaml(value).trimEnd() : value === '' ? '""' : plainValueOrEmpty(value);
  return (
    <div className={`nx-diff__value ${className}`}>
      <span aria-hidden>{sign}</span>
      <span className="nx-visually-hidden">{side}: </span>
      <span className="nx-diff__text">{text}</span>
    </div>
  );
}

function plainValueOrEmpty(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return String(value);
  if (isRecord(value)) return '{}';
  if (Array.isArray(value)) return '[]';
  return plainValue(value) || 'null';
}
