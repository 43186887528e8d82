import { Button, Switch } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMemo, useState } from 'react';
import type { DiffEntry, Manifest, ResourceDetail } from '@/api/types';
import { useCan } from '@/shared/data/me';
import { leaves } from '@/shared/lib/diff';
import { count, plainValue } from '@/shared/lib/format';
import { readablePath, valueAt } from '@/shared/lib/pointer';
import { StatusText } from '@/shared/ui/StatusText';
import { WarningIcon } from '@/shared/ui/icons';
import { AdoptDialog } from '../AdoptDialog';

interface FieldRow {
  pointer: string;
  desired: string;
  observed: string;
  drift: DiffEntry['type'] | null;
}

const driftWords: Record<DiffEntry['type'], string> = { changed: 'Changed', removed: 'Gone', added: 'Added' };

/** The fields that the desired state owns, each with what is observed; the drift first. */
export function fieldRows(desired: Manifest, observed: Manifest | null | undefined, drift: readonly DiffEntry[]): FieldRow[] {
  const owned = ['spec', 'data'].flatMap((part) => (desired[part] === undefined ? [] : leaves(desired[part], [part])));
  const pointers = [...new Set([...drift.map((entry) => entry.pointer), ...owned.map((leaf) => leaf.pointer)])];
  // A leaf inside of a difference is shown by the difference.
  const covered = (pointer: string) => drift.some((entry) => pointer !== entry.pointer && pointer.startsWith(`${entry.pointer}/`));
  return pointers
    .filter((pointer) => !covered(pointer))
    .map((pointer) => {
      const entry = drift.find((each) => each.pointer === pointer);
      return {
        pointer,
        desired: plainValue(entry && entry.type !== 'added' ? (entry.before ?? valueAt(desired, pointer)) : valueAt(desired, pointer)),
        observed: plainValue(entry && entry.type !== 'removed' ? (entry.after ?? valueAt(observed, pointer)) : valueAt(observed, pointer)),
        drift: entry?.type ?? null,
      };
    });
}

function AdoptButton({ resource }: { resource: ResourceDetail }) {
  const [adopting, setAdopting] = useState(false);
  const can = useCan();
  if (!can('resources:write', resource)) return null;
  return (
    <div>
      <Button variant="secondary" size="sm" onClick={() => setAdopting(true)}>
        Adopt it
      </Button>
      {adopting && <AdoptDialog resource={resource} reference={resource} onClose={() => setAdopting(false)} />}
    </div>
  );
}

/** Desired, observed and drift side by side. */
export function FieldComparison({ resource }: { resource: ResourceDetail }) {
  const { desired, observed, drift } = resource;
  const [onlyDrift, setOnlyDrift] = useState(false);
  const rows = useMemo(() => (desired ? fieldRows(desired, observed, drift) : []), [desired, observed, drift]);
  if (!desired) {
    return (
      <section className="nx-panel">
        <div className="nx-panel__head">
          <h2>Desired and observed</h2>
        </div>
        <div className="nx-panel__body nx-stack nx-stack--tight">
          <p className="nx-subtle">
            {resource.revision == null
              ? 'Nexa has no desired state for this resource: it was made elsewhere. Adopt it, or edit it, and Nexa watches for drift.'
              : 'This resource is to be deleted.'}
          </p>
          {resource.revision == null && resource.observed && <AdoptButton resource={resource} />}
        </div>
      </section>
    );
  }
  const shown = onlyDrift ? rows.filter((row) => row.drift !== null) : rows;
  return (
    <section className="nx-panel" aria-labelledby="fields">
      <div className="nx-panel__head">
        <h2 id="fields">Desired and observed</h2>
        <div className="nx-row">
          <span className="nx-small nx-subtle">{drift.length === 0 ? 'No drift' : count(drift.length, 'difference')}</span>
          {drift.length > 0 && <Switch id="only-drift" label="Only the drift" isChecked={onlyDrift} onChange={(_, checked) => setOnlyDrift(checked)} />}
        </div>
      </div>
      <Table aria-label="Desired and observed" variant="compact" borders={false} gridBreakPoint="grid-md" className="nx-fields">
        <Thead>
          <Tr>
            <Th width={35}>Field</Th>
            <Th width={25}>Desired</Th>
            <Th width={25}>Observed</Th>
            <Th>Drift</Th>
          </Tr>
        </Thead>
        <Tbody>
          {shown.map((row) => (
            <Tr key={row.pointer} className={row.drift ? 'nx-fields__drift' : ''}>
              <Td dataLabel="Field" className="nx-mono nx-break">
                {readablePath(row.pointer)}
              </Td>
              <Td dataLabel="Desired" className="nx-break">
                {row.desired || <span className="nx-subtle">–</span>}
              </Td>
              <Td dataLabel="Observed" className="nx-break">
                {observed ? row.observed || <span className="nx-subtle">–</span> : <span className="nx-subtle">not there</span>}
              </Td>
              <Td dataLabel="Drift">
                {row.drift ? (
                  <StatusText look={{ word: driftWords[row.drift], icon: WarningIcon, tone: 'warning', rank: 0 }} />
                ) : (
                  <span className="nx-subtle nx-small">{observed ? 'Same' : ''}</span>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </section>
  );
}
