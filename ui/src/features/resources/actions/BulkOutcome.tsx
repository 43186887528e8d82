import { asProblem } from '@/api/problem';
import { useRun } from '@/shared/data/runs';
import { asSentence } from '@/shared/lib/format';
import { runLook, type Look } from '@/shared/status';
import { LinkButton } from '@/shared/ui/LinkButton';
import { StatusText } from '@/shared/ui/StatusText';
import { ErrorIcon, MinusIcon, ProgressIcon } from '@/shared/ui/icons';
import type { Outcome } from './useBulkPerform';

const sending: Look = { word: 'Sending', icon: ProgressIcon, tone: 'info', rank: 1 };
const refused: Look = { word: 'Refused', icon: ErrorIcon, tone: 'danger', rank: 0 };
const nothing: Look = { word: 'Nothing to do', icon: MinusIcon, tone: 'neutral', rank: 2 };

/** What came of one of many; its run as it happens. */
export function BulkOutcome({ outcome }: { outcome: Outcome | undefined }) {
  if (!outcome) return <Line look={sending} />;
  if ('error' in outcome) return <Line look={refused} words={asSentence(asProblem(outcome.error).detail)} />;
  return outcome.result.run ? <RunLine id={outcome.result.run.id} /> : <Line look={nothing} />;
}

function RunLine({ id }: { id: string }) {
  const run = useRun(id).data;
  if (!run) return <Line look={sending} />;
  return (
    <Line look={runLook[run.state]} words={run.message}>
      <LinkButton variant="link" isInline to="/runs/$id" params={{ id }}>
        Open the run
      </LinkButton>
    </Line>
  );
}

interface LineProps {
  look: Look;
  words?: string;
  children?: React.ReactNode;
}

/** One line of a long list: a state, what is to be said of it, and a way on. */
export function Line({ look, words = '', children }: LineProps) {
  return (
    <div className="nx-small">
      <StatusText look={look} /> <span className="nx-subtle nx-break">{words}</span> {children}
    </div>
  );
}
