import { Skeleton } from '@patternfly/react-core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { formatNumber } from '@/shared/lib/format';
import { splitList, toggled } from '@/shared/lib/search';
import { healthLook, healthOrder } from '@/shared/status';
import { StatusText } from '@/shared/ui/StatusText';

/** How many are in which state; a click filters by it. */
export function HealthTally({ counts }: { counts: Readonly<Record<string, number>> | undefined }) {
  const { health } = useSearch({ from: '/shell/resources/$plural' });
  const navigate = useNavigate({ from: '/resources/$plural' });
  if (!counts) return <Skeleton width="18rem" />;
  const chosen = splitList(health);
  const shown = healthOrder.filter((state) => (counts[state] ?? 0) > 0 || chosen.includes(state));
  return (
    <div className="nx-tally" role="group" aria-label="Filter by health">
      {shown.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={chosen.includes(state)}
          className="nx-tally__item"
          onClick={() => void navigate({ to: '.', search: (old) => ({ ...old, health: toggled(old.health, state), page: undefined, cursor: undefined }) })}
        >
          <StatusText look={healthLook[state]}>
            <strong>{formatNumber(counts[state] ?? 0)}</strong> {healthLook[state].word.toLowerCase()}
          </StatusText>
        </button>
      ))}
    </div>
  );
}
