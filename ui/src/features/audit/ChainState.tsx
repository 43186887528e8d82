import { Skeleton } from '@patternfly/react-core';
import { formatNumber } from '@/shared/lib/format';
import type { Look } from '@/shared/status';
import { StatusText } from '@/shared/ui/StatusText';
import { TimeAgo } from '@/shared/ui/Times';
import { ErrorIcon, OkIcon, UnknownIcon } from '@/shared/ui/icons';
import { useAuditHead } from './useAudit';

const whole: Look = { word: 'The chain is whole', icon: OkIcon, tone: 'success', rank: 1 };
const broken: Look = { word: 'The chain is broken', icon: ErrorIcon, tone: 'danger', rank: 0 };
const unknown: Look = { word: 'The chain’s state is not known', icon: UnknownIcon, tone: 'neutral', rank: 2 };

/** Whether each record still follows from the one before it. */
export function ChainState() {
  const head = useAuditHead();
  if (head.isPending) return <Skeleton width="20rem" />;
  if (!head.data) return <StatusText look={unknown} />;
  const { verified, sequence, hash, at, message } = head.data;
  return (
    <div className="nx-row">
      <StatusText look={verified ? whole : broken} />
      <span className="nx-small nx-subtle">
        {formatNumber(sequence)} records, the last <TimeAgo at={at} />, head <span className="nx-mono" title={hash}>{hash.slice(0, 12)}</span>
      </span>
      {!verified && <span>{message || 'Run nexa audit verify to find the first record that was altered.'}</span>}
    </div>
  );
}
