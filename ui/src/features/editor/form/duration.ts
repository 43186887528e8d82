/** Units of milliseconds, the smallest first. */
export const units = [
  { id: 'ms', words: 'milliseconds', size: 1 },
  { id: 's', words: 'seconds', size: 1000 },
  { id: 'min', words: 'minutes', size: 60_000 },
  { id: 'h', words: 'hours', size: 3_600_000 },
  { id: 'd', words: 'days', size: 86_400_000 },
] as const;

export type UnitId = (typeof units)[number]['id'];

export function sizeOf(unit: UnitId): number {
  return units.find(({ id }) => id === unit)?.size ?? 1;
}

/** The largest unit that leaves a whole number: 604800000 -> 7 days. */
export function unitOf(milliseconds: number): UnitId {
  if (milliseconds <= 0) return 'd';
  return units.findLast(({ size }) => milliseconds % size === 0)?.id ?? 'ms';
}
