import type { AttentionItem } from '@/api/types';
import { mayPerform } from '@/shared/data/actions';
import type { Can } from '@/shared/data/me';
import { failedByConflict } from '@/shared/lib/conflict';

export interface NextStep {
  words: string;
  tab?: string | undefined;
  /** Its dialog. */
  action?: string | undefined;
  /** Its page. */
  run?: string | undefined;
}

/** The one thing to do first about a resource that needs attention: what is the way on, else where one reads why. */
export function nextStep(item: AttentionItem, can: Can): NextStep {
  if (item.action && mayPerform(item.action, can, item)) return { words: item.action.title, action: item.action.id };
  const { run } = item;
  if (run && (run.state === 'failed' || run.state === 'timed_out')) {
    return { words: can('runs:write', item) && !failedByConflict(run) ? 'Retry the run' : 'See the failed run', run: run.id };
  }
  if (item.health === 'Missing') return { words: 'See what was asked for', tab: 'yaml' };
  if (item.health === 'Degraded') {
    return item.kind === 'SparkApplication' ? { words: 'Read the driver’s log', tab: 'logs' } : { words: 'See its conditions' };
  }
  if (item.sync === 'OutOfSync') return { words: 'See the drift' };
  if (item.health === 'Unknown') return { words: 'See the cluster’s state' };
  return { words: 'Look at it' };
}
