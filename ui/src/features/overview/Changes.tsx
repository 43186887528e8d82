import type { IntentItem } from '@/api/types';
import { kindWords } from '@/shared/lib/format';
import { ClusterName } from '@/shared/ui/ClusterName';
import { ResourceLink } from '@/shared/ui/ResourceLink';
import { TimeAgo } from '@/shared/ui/Times';

/** "deleted", "created", "rolled back", "changed". */
export function verb(change: Pick<IntentItem, 'deleted' | 'origin' | 'revision'>): string {
  if (change.deleted) return 'deleted';
  if (change.origin.includes('rollback')) return 'rolled back';
  if (change.origin.includes('adopt')) return 'adopted';
  if (change.origin === 'detach') return 'let go of';
  return change.revision === 1 ? 'created' : 'changed';
}

export function Changes({ changes }: { changes: readonly IntentItem[] }) {
  return (
    <section className="nx-panel" aria-labelledby="changes">
      <div className="nx-panel__head">
        <h2 id="changes">Last changes</h2>
      </div>
      {changes.length === 0 ? (
        <p className="nx-panel__body nx-subtle">Nothing was changed through Nexa yet.</p>
      ) : (
        <ul className="nx-quiet-list nx-rows">
          {changes.map((change) => (
            <li key={change.id}>
              <p className="nx-break">
                {change.author} {verb(change)} <ResourceLink {...change} tab="changes" /> <span className="nx-small nx-subtle">{kindWords(change.kind)}</span>
              </p>
              {change.reason && <p className="nx-small nx-break">“{change.reason}”</p>}
              <div className="nx-row nx-small nx-subtle">
                <ClusterName name={change.cluster} />
                <span>{change.namespace}</span>
                <TimeAgo at={change.created_at} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
