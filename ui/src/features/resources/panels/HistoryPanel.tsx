import type { ResourceRef, StateChange } from '@/api/types';
import { parseTime, shortDuration } from '@/shared/lib/time';
import { count } from '@/shared/lib/format';
import { FailureAlert } from '@/shared/ui/States';
import { StatusText } from '@/shared/ui/StatusText';
import { ClockTime, TimeAgo } from '@/shared/ui/Times';
import type { Look } from '@/shared/status';
import { DeleteIcon, ErrorIcon, OkIcon, PauseIcon, ProgressIcon } from '@/shared/ui/icons';
import { useHistory } from './data';
import './panels.css';

export interface Attempt {
  key: string;
  title: string;
  steps: (StateChange & { seconds: number | null })[];
}

/** An attempt begins with its submission; the operator counts it a moment later. */
function begins(change: StateChange, before: readonly StateChange[]): boolean {
  if (before[0]?.uid !== change.uid) return true;
  return (change.state === 'SUBMITTED' || change.state === 'NEW') && before.some((each) => each.state !== 'NEW');
}

/** What an application went through, attempt by attempt, the newest first; each step with how long it lasted. */
export function attemptsOf(changes: readonly StateChange[]): Attempt[] {
  const attempts: Attempt[] = [];
  changes.forEach((change, index) => {
    const next = changes[index + 1];
    const [from, to] = [parseTime(change.at), next ? parseTime(next.at) : null];
    const step = { ...change, seconds: from !== null && to !== null && change.state !== 'DELETED' ? (to - from) / 1000 : null };
    const last = attempts[0];
    if (last === undefined || begins(change, last.steps)) attempts.unshift({ key: change.at, title: '', steps: [step] });
    else last.steps.push(step);
  });
  return attempts.map((attempt, index) => ({ ...attempt, title: `Attempt ${attempts.length - index}` }));
}

export function stateLook(state: string): Look {
  if (state === 'COMPLETED' || state === 'SUCCEEDING') return { word: state, icon: OkIcon, tone: 'success', rank: 4 };
  if (state.includes('FAIL')) return { word: state, icon: ErrorIcon, tone: 'danger', rank: 0 };
  if (state.startsWith('SUSPEND')) return { word: state, icon: PauseIcon, tone: 'neutral', rank: 3 };
  if (state === 'DELETED') return { word: 'Deleted', icon: DeleteIcon, tone: 'neutral', rank: 5 };
  return { word: state, icon: ProgressIcon, tone: 'info', rank: 2 };
}

interface Props {
  reference: ResourceRef;
  /** Another whenever there may be more. */
  version: unknown;
}

/** The life of a Spark application, also when it is over. */
export function HistoryPanel({ reference, version }: Props) {
  const history = useHistory(reference, version);
  if (history.isError) return <FailureAlert error={history.error} title="Its history could not be loaded" onRetry={() => void history.refetch()} />;
  const attempts = attemptsOf(history.data ?? []);
  if (attempts.length === 0) return null;
  return (
    <section className="nx-panel" aria-labelledby="history">
      <div className="nx-panel__head">
        <h2 id="history">History</h2>
        <span className="nx-small nx-subtle">{count(attempts.length, 'attempt')} in 30 days</span>
      </div>
      <ul className="nx-quiet-list nx-rows">
        {attempts.slice(0, 5).map((attempt) => (
          <li key={attempt.key}>
            <div className="nx-row nx-row--apart">
              <strong>{attempt.title}</strong>
              <span className="nx-small nx-subtle">
                <TimeAgo at={attempt.key} />
              </span>
            </div>
            <ol className="nx-quiet-list nx-history">
              {attempt.steps.map((step) => (
                <li key={step.at + step.state} className="nx-history__step">
                  <span className="nx-small nx-subtle">
                    <ClockTime at={step.at} />
                  </span>
                  <StatusText look={stateLook(step.state)} />
                  <span className="nx-small nx-subtle">{step.seconds === null ? '' : shortDuration(step.seconds)}</span>
                  <span className="nx-small nx-break">
                    {step.message && step.words}
                    {step.executors_failed > 0 && ` ${count(step.executors_failed, 'executor')} failed.`}
                  </span>
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </section>
  );
}
