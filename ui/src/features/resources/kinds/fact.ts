import type { ResourceDetail } from '@/api/types';
import { plainValue } from '@/shared/lib/format';
import { shortDuration } from '@/shared/lib/time';
import { valueAt } from '@/shared/lib/pointer';

/** One line of what an operator must know of a resource at a glance. */
export interface Fact {
  title: string;
  /** Nothing to say is undefined: the line is then left out. Several values stand one below the other. */
  value: (resource: ResourceDetail) => string | readonly string[] | undefined;
  /** Addresses, ids: shown in a fixed-width face, ready to be copied. */
  copy?: boolean;
}

/** What is observed at a pointer. */
export function observed(title: string, pointer: string, options: Pick<Fact, 'copy'> = {}): Fact {
  return { title, value: (resource) => text(valueAt(resource.observed, pointer)), ...options };
}

/** What is asked for at a pointer; what is observed when nothing is asked for. */
export function desired(title: string, pointer: string): Fact {
  return { title, value: (resource) => text(valueAt(resource.desired ?? resource.observed, pointer)) };
}

/** What is observed, and what was asked for where that differs: "4.0.0, to become 4.1.0". */
export function becoming(title: string, now: string, wanted: string): Fact {
  return {
    title,
    value: (resource) => {
      const is = text(valueAt(resource.observed, now));
      const want = text(valueAt(resource.desired ?? resource.observed, wanted));
      if (is === undefined) return want === undefined ? undefined : `${want} (not observed yet)`;
      return want === undefined || want === is ? is : `${is}, to become ${want}`;
    },
  };
}

/** Milliseconds that are asked for, as a duration; -1 is Kafka's word for "without end". */
export function milliseconds(title: string, pointer: string): Fact {
  return {
    title,
    value: (resource) => {
      const value = valueAt(resource.desired ?? resource.observed, pointer);
      const number = typeof value === 'string' ? Number(value) : value;
      if (typeof number !== 'number' || Number.isNaN(number)) return undefined;
      return number < 0 ? 'without end' : shortDuration(number / 1000);
    },
  };
}

export function text(value: unknown): string | undefined {
  const words = plainValue(value);
  return words === '' ? undefined : words;
}

/** The items of a list at a pointer. */
export function listAt(value: unknown, pointer: string): Record<string, unknown>[] {
  const list = valueAt(value, pointer);
  return Array.isArray(list) ? list.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null) : [];
}
