import type { DiffEntry } from '@/api/types';
import { formatPointer } from './pointer';

/** The differences between two JSON values, leaf by leaf, in the order of their keys. What is only in one side is one entry, whole. */
export function diffValues(before: unknown, after: unknown): DiffEntry[] {
  const entries: DiffEntry[] = [];
  walk([], before, after, entries);
  return entries;
}

function walk(path: string[], before: unknown, after: unknown, entries: DiffEntry[]): void {
  if (Object.is(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) walk([...path, key], before[key], after[key], entries);
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    for (let index = 0; index < length; index += 1) walk([...path, String(index)], before[index], after[index], entries);
    return;
  }
  const pointer = formatPointer(path);
  if (before === undefined) entries.push({ type: 'added', pointer, before: null, after });
  else if (after === undefined) entries.push({ type: 'removed', pointer, before, after: null });
  else entries.push({ type: 'changed', pointer, before, after });
}

/** The leaves of a value with their pointers; empty objects and lists are leaves. */
export function leaves(value: unknown, path: string[] = []): { pointer: string; value: unknown }[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item, index) => leaves(item, [...path, String(index)]));
  if (isRecord(value) && Object.keys(value).length > 0) return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  return [{ pointer: formatPointer(path), value }];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
