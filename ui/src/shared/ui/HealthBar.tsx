import type { Health } from '@/api/types';
import { formatNumber } from '../lib/format';
import { healthLook, healthOrder } from '../status';

/** How many of a set are in which state: a bar, and the same in words for those who don't see it. */
export function HealthBar({ counts, label }: { counts: Readonly<Record<string, number>>; label: string }) {
  const parts = healthOrder.map((health) => ({ health, look: healthLook[health], n: counts[health] ?? 0 })).filter(({ n }) => n > 0);
  const words = parts.map(({ look, n }) => `${formatNumber(n)} ${look.word.toLowerCase()}`).join(', ');
  return (
    <div className="nx-bar" role="img" aria-label={`${label}: ${words || 'none'}`} title={words}>
      {parts.map(({ health, look, n }) => (
        <span key={health} className={`nx-fill--${look.tone}`} style={{ flexGrow: n }} />
      ))}
    </div>
  );
}

export function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}

/** The counts that are not Healthy, worst first. */
export function unwell(counts: Readonly<Record<string, number>>): { health: Health; n: number }[] {
  return healthOrder.filter((health) => health !== 'Healthy').map((health) => ({ health, n: counts[health] ?? 0 })).filter(({ n }) => n > 0);
}
