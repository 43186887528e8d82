import type { Preview, ResourceRef } from '@/api/types';
import type { Change } from '@/shared/data/resources';
import { shellQuote } from '@/shared/lib/shell';

const actions: Record<string, string> = { create: 'Creates it', update: 'Changes it', delete: 'Deletes it', none: 'Does nothing' };

/** What a preview would do; one that this page doesn't know yet is shown in its own word. */
export function actionWords(action: Preview['action']): string {
  return actions[action] ?? action;
}

/** What the one button says: the deed and the place. */
export function buttonWords(change: Change, ref: ResourceRef): string {
  const place = `${ref.cluster} / ${ref.namespace}`;
  if (change.action === 'delete') return `Delete from ${place}`;
  if (change.action === 'rollback') return `Roll back in ${place}`;
  return `Apply to ${place}`;
}

/** The same change on the command line. */
export function commandFor(change: Change, ref: ResourceRef, reason: string): string {
  const place = `--cluster ${ref.cluster} -n ${ref.namespace}`;
  const why = reason === '' ? '' : ` --reason ${shellQuote(reason)}`;
  if (change.action === 'delete') return `nexa delete ${ref.plural} ${ref.name} ${place}${why}`;
  if (change.action === 'rollback') return `nexa rollback ${ref.plural} ${ref.name} --to ${change.revision} ${place}${why}`;
  const flags = `${change.takeOver ? ' --take-over' : ''}${change.override ? ' --override' : ''}`;
  return `nexa apply -f ${ref.name}.yaml ${place}${flags}${why}`;
}
