import { Link } from '@tanstack/react-router';
import type { RunItem } from '@/api/types';
import { runLook } from '@/shared/status';
import { ClusterName } from '@/shared/ui/ClusterName';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';

export function RunsUnderWay({ runs }: { runs: readonly RunItem[] }) {
  return (
    <section className="nx-panel" aria-labelledby="under-way">
      <div className="nx-panel__head">
        <h2 id="under-way">Runs under way</h2>
        <Link to="/runs" className="nx-link nx-small">
          All runs
        </Link>
      </div>
      {runs.length === 0 ? (
        <p className="nx-panel__body nx-subtle">No run is under way.</p>
      ) : (
        <ul className="nx-quiet-list nx-rows">
          {runs.map((run) => (
            <li key={run.id}>
              <div className="nx-row nx-row--apart">
                <Link to="/runs/$id" params={{ id: run.id }} className="nx-link nx-link--strong nx-break">
                  {run.name}
                </Link>
                <StatusText look={runLook[run.state]} />
              </div>
              {run.words && <p className="nx-small nx-break">{run.words}</p>}
              <div className="nx-row nx-small nx-subtle">
                <ClusterName name={run.cluster} />
                <span>{run.namespace}</span>
                <span>
                  by {run.author}, <TimeAgo at={run.created_at} />
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
