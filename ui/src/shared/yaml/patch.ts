import type { PatchOperation } from '@/api/types';
import { isRecord } from '../lib/diff';
import { formatPointer, parsePointer, valueAt } from '../lib/pointer';

/** The pointer of what holds a place, and the place's own name in it. */
export function splitLast(pointer: string): { above: string; name: string } {
  const tokens = parsePointer(pointer);
  return { above: formatPointer(tokens.slice(0, -1)), name: tokens.at(-1) ?? '' };
}

/** The document after one operation; the one before is left as it was. Errors: one that can't be carried out. */
export function patched(document: unknown, { op, path, from, value }: PatchOperation): unknown {
  switch (op) {
    case 'add':
      return placed(document, path, value, 'add');
    case 'replace':
      return placed(document, path, value, 'replace');
    case 'remove':
      return removed(document, path);
    case 'move': {
      const moved = valueAt(document, from ?? '');
      if (from == null || moved === undefined) throw new Error(`there is nothing at ${from ?? 'no place'}`);
      return placed(removed(document, from), path, moved, 'add');
    }
  }
}

function placed(document: unknown, path: string, value: unknown, op: 'add' | 'replace'): unknown {
  if (path === '') return value;
  const change = (holder: Holder, name: string): Holder => {
    if (Array.isArray(holder)) {
      const index = name === '-' && op === 'add' ? holder.length : Number(name);
      if (!Number.isInteger(index) || index < 0 || index > holder.length - (op === 'replace' ? 1 : 0)) throw new Error(`there is no item ${name}`);
      return op === 'add' ? holder.toSpliced(index, 0, value) : holder.with(index, value);
    }
    if (op === 'replace' && !(name in holder)) throw new Error(`there is nothing at ${path}`);
    return { ...holder, [name]: value };
  };
  return within(document, path, change, op === 'add');
}

function removed(document: unknown, path: string): unknown {
  return within(document, path, (holder, name) => {
    if (valueAt(holder, formatPointer([name])) === undefined) throw new Error(`there is nothing at ${path}`);
    if (Array.isArray(holder)) return holder.toSpliced(Number(name), 1);
    const { [name]: _gone, ...rest } = holder;
    return rest;
  });
}

type Holder = unknown[] | Record<string, unknown>;

/** Rebuilds what lies on the way to a place. With `fills`, "config:" without a value takes fields as "config: {}" does. */
function within(given: unknown, path: string, change: (holder: Holder, name: string) => Holder, fills = false): unknown {
  const [first = '', ...rest] = parsePointer(path);
  const document = given === null && fills ? {} : given;
  if (!Array.isArray(document) && !isRecord(document)) throw new Error(`nothing can be at ${path}`);
  if (rest.length === 0) return change(document, first);
  const inner = within(valueAt(document, formatPointer([first])), formatPointer(rest), change, fills);
  return Array.isArray(document) ? document.with(Number(first), inner) : { ...document, [first]: inner };
}

/** What gives a place a value, making what is missing above it; undefined takes the place away, and what is empty without it. */
export function setting(document: unknown, pointer: string, value: unknown): PatchOperation[] {
  const tokens = parsePointer(pointer);
  if (value === undefined) return clearing(document, tokens);
  if (valueAt(document, pointer) !== undefined) return [{ op: 'replace', path: pointer, value }];
  let there = tokens.length - 1;
  while (there > 0 && !holds(valueAt(document, formatPointer(tokens.slice(0, there))))) there -= 1;
  const made = tokens.slice(there + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  return [{ op: 'add', path: formatPointer(tokens.slice(0, there + 1)), value: made }];
}

function clearing(document: unknown, tokens: string[]): PatchOperation[] {
  let end = tokens.length;
  if (valueAt(document, formatPointer(tokens)) === undefined) return [];
  // spec and metadata stay, and so do the items of lists: an empty one is still an item.
  while (end > 2) {
    const above = valueAt(document, formatPointer(tokens.slice(0, end - 1)));
    if (!isRecord(above) || Object.keys(above).length > 1 || Array.isArray(valueAt(document, formatPointer(tokens.slice(0, end - 2))))) break;
    end -= 1;
  }
  return [{ op: 'remove', path: formatPointer(tokens.slice(0, end)) }];
}

function holds(value: unknown): boolean {
  return isRecord(value) || Array.isArray(value);
}
