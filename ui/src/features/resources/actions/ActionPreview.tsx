import type { useActionPreview } from '@/shared/data/actions';
import type { DiffEntry, ResourceRef } from '@/api/types';
import { useResource } from '@/shared/data/resources';
import { readablePath } from '@/shared/lib/pointer';
import { DiffList } from '@/shared/ui/DiffList';
import { FailureAlert, Lines } from '@/shared/ui/States';
import { Verdict } from '@/shared/ui/Verdict';

interface Props {
  preview: ReturnType<typeof useActionPreview>;
  reference: ResourceRef;
  /** What must be filled in first; null: nothing. */
  missing: readonly string[] | null;
}

/** What the action would do, as the server tells it of this moment. */
export function ActionPreview({ preview, reference, missing }: Props) {
  const reverted = useReverted(reference, preview.data?.diff ?? []);
  if (missing !== null && !preview.data) {
    return <p className="nx-subtle">{missing.length > 0 ? `What it would do is shown once ${missing.join(' and ')} is filled in.` : 'What it would do is shown once the fields are right.'}</p>;
  }
  if (preview.isError) return <FailureAlert error={preview.error} title="It can’t be done like this" onRetry={() => void preview.refetch()} />;
  if (!preview.data) return <Lines count={4} label="Asking the server what this would do" />;
  const { findings, notes, diff } = preview.data;
  return (
    <div className={`nx-stack ${preview.isPlaceholderData || missing !== null ? 'nx-action--old' : ''}`} aria-busy={preview.isPlaceholderData}>
      <Verdict findings={findings} />
      {(notes.length > 0 || diff.length > 0) && (
        <section className="nx-panel" aria-labelledby="action-writes">
          <div className="nx-panel__head">
            <h2 id="action-writes">What is written</h2>
          </div>
          <div className="nx-panel__body nx-stack nx-stack--tight">
            {reverted.length > 0 && (
              <p>
                Changed on the cluster meanwhile, and set back to what was asked for: <span className="nx-mono nx-break">{reverted.map(({ pointer }) => readablePath(pointer)).join(', ')}</span>
              </p>
            )}
            {diff.length > 0 && <DiffList entries={diff} />}
            {notes.length > 0 && (
              <ul className="nx-quiet-list">
                {notes.map((note) => (
                  <li key={note} className="nx-break">
                    {note}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </section>
      )}
    </div>
  );
}

/** What the change takes back: fields that differ on the cluster from what was asked for. */
function useReverted(reference: ResourceRef, diff: readonly DiffEntry[]): readonly DiffEntry[] {
  const drift = useResource(reference).data?.drift ?? [];
  return diff.filter(({ pointer }) => drift.some((entry) => entry.pointer === pointer));
}
