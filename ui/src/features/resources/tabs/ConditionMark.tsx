import type { Condition } from '@/api/types';
import type { Look } from '@/shared/status';
import { StatusText } from '@/shared/ui/StatusText';
import { ErrorIcon, InfoIcon, OkIcon, PauseIcon, WarningIcon } from '@/shared/ui/icons';

/** How a condition looks: Strimzi reports trouble as NotReady or Warning being true, others as Ready being false. */
export function conditionLook({ type, status }: Condition): Look {
  const word = status === 'True' ? type : status === 'False' ? `Not ${type.charAt(0).toLowerCase()}${type.slice(1)}` : `${type}: ${status.toLowerCase()}`;
  const positive = type === 'Ready' || type === 'Available';
  if (status === 'Unknown') return { word, icon: InfoIcon, tone: 'neutral', rank: 2 };
  if (type === 'Warning') return { word, icon: WarningIcon, tone: 'warning', rank: 1 };
  if (type === 'ReconciliationPaused') return { word: 'Reconciliation paused', icon: PauseIcon, tone: 'neutral', rank: 3 };
  if (type === 'NotReady' || type === 'Error') return status === 'True' ? { word: type === 'NotReady' ? 'Not ready' : type, icon: ErrorIcon, tone: 'danger', rank: 0 } : { word, icon: OkIcon, tone: 'success', rank: 4 };
  if (positive) return status === 'True' ? { word, icon: OkIcon, tone: 'success', rank: 4 } : { word, icon: ErrorIcon, tone: 'danger', rank: 0 };
  return { word, icon: InfoIcon, tone: 'info', rank: 3 };
}

export function ConditionMark({ condition }: { condition: Condition }) {
  return (
    <strong>
      <StatusText look={conditionLook(condition)} />
    </strong>
  );
}
