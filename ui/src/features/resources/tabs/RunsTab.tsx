import { Link } from '@tanstack/react-router';
import type { RunItem } from '@/api/types';
import { runLook } from '@/shared/status';
import { RunProgress } from '@/shared/ui/RunProgress';
import { Empty } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { RunsIcon } from '@/shared/ui/icons';

/** The newest run with its steps as they happen, the ones before it below. */
export default function RunsTab({ runs }: { runs: readonly RunItem[] }) {
  const [newest, ...older] = runs;
  if (!newest) {
    return (
      <Empty title="No runs yet" icon={RunsIcon}>
        A run carries a change to the cluster, step by step. The first change of this resource starts the first run.
      </Empty>
    );
  }
  return (
    <div className="nx-two nx-two--wide-first">
      <section className="nx-panel" aria-labelledby="newest-run">
        <div className="nx-panel__head">
          <h2 id="newest-run">
            <Link to="/runs/$id" params={{ id: newest.id }} className="nx-link">
              Newest run
            </Link>
          </h2>
          <span className="nx-small nx-subtle">
            {newest.action} by {newest.author}, <TimeAgo at={newest.created_at} />
          </span>
        </div>
        <div className="nx-panel__body">
          <RunProgress id={newest.id} />
        </div>
      </section>
      <section className="nx-panel" aria-labelledby="older-runs">
        <div className="nx-panel__head">
          <h2 id="older-runs">Before it</h2>
        </div>
        {older.length === 0 ? (
          <p className="nx-panel__body nx-subtle">This is the first run.</p>
        ) : (
          <ul className="nx-quiet-list nx-rows">
            {older.map((run) => (
              <li key={run.id}>
                <div className="nx-row nx-row--apart">
                  <Link to="/runs/$id" params={{ id: run.id }} className="nx-link">
                    <StatusText look={runLook[run.state]} />
                  </Link>
                  <span className="nx-small nx-subtle">
                    {run.action} by {run.author}, <TimeAgo at={run.created_at} />
                  </span>
                </div>
                {run.words && <p className="nx-small nx-break nx-subtle">{run.words}</p>}
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}
