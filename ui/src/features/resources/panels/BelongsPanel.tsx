import { Link } from '@tanstack/react-router';
import type { Health, Relation, ResourceRef } from '@/api/types';
import { formatNumber } from '@/shared/lib/format';
import { healthLook } from '@/shared/status';
import { StatusText } from '@/shared/ui/StatusText';
import { groupsOf } from '../tabs/relationGroups';
import { useRelations } from './data';

/** How many of a group are in each state that needs a person, the worst first. */
export function troubleOf(relations: readonly Relation[]): [Health, number][] {
  const tally = new Map<Health, number>();
  for (const { health } of relations) if (health === 'Degraded' || health === 'Missing' || health === 'Progressing') tally.set(health, (tally.get(health) ?? 0) + 1);
  return [...tally].sort(([a], [b]) => healthLook[a].rank - healthLook[b].rank);
}

/** What belongs to a resource, counted, with what of it is not well. */
export function BelongsPanel({ reference }: { reference: ResourceRef }) {
  const tree = useRelations(reference);
  const groups = groupsOf(tree.data?.children ?? []);
  if (groups.length === 0) return null;
  return (
    <section className="nx-panel" aria-labelledby="belongs">
      <div className="nx-panel__head">
        <h2 id="belongs">What belongs to it</h2>
        <Link to="." search={(old) => ({ ...old, tab: 'related' })} className="nx-link nx-small">
          All of it
        </Link>
      </div>
      <ul className="nx-quiet-list nx-belongs">
        {groups.map(({ role, relations }) => (
          <li key={role} className="nx-belongs__group">
            <span className="nx-belongs__count">{formatNumber(relations.length)}</span>
            <span>{role}</span>
            {troubleOf(relations).map(([health, number]) => (
              <StatusText key={health} look={{ ...healthLook[health], word: `${number} ${healthLook[health].word.toLowerCase()}` }} />
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
