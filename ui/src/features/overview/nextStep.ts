import type { ResourceItem } from '@/api/types';

export interface NextStep {
  words: string;
  tab?: string;
}

/** The one thing to do first about a resource that needs attention. */
export function nextStep(item: ResourceItem): NextStep {
  if (item.run && (item.run.state === 'failed' || item.run.state === 'timed_out')) return { words: 'See the failed run', tab: 'runs' };
  if (item.health === 'Missing') return { words: 'See what was asked for', tab: 'yaml' };
  if (item.health === 'Degraded') {
    return item.kind === 'SparkApplication' ? { words: 'Read the driver’s log', tab: 'logs' } : { words: 'See its conditions' };
  }
  if (item.sync === 'OutOfSync') return { words: 'See the drift' };
  if (item.health === 'Unknown') return { words: 'See the cluster’s state' };
  return { words: 'Look at it' };
}
