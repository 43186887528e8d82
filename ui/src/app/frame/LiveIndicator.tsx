import { Tooltip } from '@patternfly/react-core';
import { useLiveState } from '@/shared/data/live';
import { clockTime } from '@/shared/lib/time';

/** Whether what is on the page is as it is now. */
export function LiveIndicator() {
  const state = useLiveState();
  const [word, tip] =
    state.kind === 'live'
      ? ['Live', 'Changes appear as they happen.']
      : state.kind === 'stale'
        ? [`Stale since ${clockTime(state.since)}`, 'The live connection is lost. What you see may be old; the page keeps trying.']
        : state.kind === 'reconnecting'
          ? ['Reconnecting', 'The live connection was lost a moment ago.']
          : ['Connecting', 'The live connection is being made.'];
  return (
    <Tooltip content={tip}>
      <span className={`nx-live nx-live--${state.kind}`} role="status" tabIndex={0}>
        <span className="nx-live__dot" aria-hidden />
        <span className="nx-live__word">{word}</span>
      </span>
    </Tooltip>
  );
}
