import { Link } from '@tanstack/react-router';
import type { ResourceDetail } from '@/api/types';
import { refOf } from '@/shared/data/keys';
import { TimeAgo } from '@/shared/ui/Times';
import { useKeptLogs } from './useKeptLogs';

/** Of an application that failed: the lines of its log that tell why. */
export function LogCause({ resource }: { resource: ResourceDetail }) {
  const kept = useKeptLogs(refOf(resource)).data ?? [];
  // The driver's is the newest of its attempt; where it says nothing, an executor's may.
  const newest = kept.find((log) => log.attempt === kept[0]?.attempt && log.cause !== '');
  if (!newest || (resource.health === 'Healthy' && newest.state === 'COMPLETED')) return null;
  return (
    <section className="nx-panel" aria-labelledby="log-cause">
      <div className="nx-panel__head">
        <h2 id="log-cause">What its log says</h2>
        <div className="nx-row nx-small">
          <span className="nx-subtle">
            attempt of <TimeAgo at={newest.attempt} />, {newest.role === 'executor' ? `executor ${newest.pod}` : newest.state}
          </span>
          <Link to="." search={(old) => ({ ...old, tab: 'logs' })} className="nx-link">
            The whole log
          </Link>
        </div>
      </div>
      <pre className="nx-panel__body nx-log__cause">{newest.cause}</pre>
    </section>
  );
}
