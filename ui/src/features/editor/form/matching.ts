import type { Finding } from '@/api/types';
import { leaves } from '@/shared/lib/diff';
import type { FormField, FormTable } from './table';

/** The place is the field's, or within it. */
export function isWithin(pointer: string, field: string): boolean {
  return pointer === field || pointer.startsWith(`${field}/`);
}

/** The findings of each field, by its pointer: that is where they point, or, when they point above, what their remedy edits. */
export function findingsByField(findings: readonly Finding[], fields: readonly string[]): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  const nearest = (pointer: string) => fields.filter((field) => isWithin(pointer, field)).sort((a, b) => b.length - a.length)[0];
  for (const finding of findings) {
    const edited = finding.remedy?.patch[0]?.path;
    const field = nearest(finding.pointer) ?? (edited === undefined ? undefined : nearest(edited)) ?? fields.find((each) => edited !== undefined && isWithin(each, edited));
    if (field !== undefined) found.set(field, [...(found.get(field) ?? []), finding]);
  }
  return found;
}

/** The fields of a table that this document shows. */
export function shownFields(table: FormTable, value: unknown, knows: (pointer: string) => boolean): FormTable {
  return table
    .map(({ title, fields }) => ({ title, fields: fields.filter((field) => isShown(field, value, knows)) }))
    .filter(({ fields }) => fields.length > 0);
}

function isShown(field: FormField, value: unknown, knows: (pointer: string) => boolean): boolean {
  return (field.when?.(value) ?? true) && knows(field.pointer);
}

/** What the document sets and none of these fields shows: apiVersion, kind and namespace aside, which the page shows elsewhere. */
export function setElsewhere(value: unknown, fields: readonly string[]): { pointer: string; value: unknown }[] {
  const known = [...fields, '/apiVersion', '/kind', '/metadata/namespace'];
  return leaves(value).filter(({ pointer, value: inner }) => pointer !== '' && !known.some((field) => isWithin(pointer, field)) && !isHusk(pointer, inner, known));
}

/** "spec: {}" sets nothing. */
function isHusk(pointer: string, value: unknown, known: readonly string[]): boolean {
  const isEmpty = typeof value === 'object' && (value === null || Object.keys(value).length === 0);
  return isEmpty && known.some((field) => isWithin(field, pointer));
}
