import { stringify, type Scalar } from 'yaml';
import { isRecord } from '../lib/diff';

/** How a text writes its lists: with their dashes below the key, or further in. */
export interface Style {
  indentSeq: boolean;
}

/** A value within one line: as flow collections are written, and scalars. `like` keeps the quotes that were there. */
export function inline(value: unknown, like?: Scalar['type'] | null): string {
  if (typeof value === 'string') {
    if (like === 'QUOTE_SINGLE' && !/[\n\t]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
    if (like === 'QUOTE_DOUBLE' || value.includes('\n')) return JSON.stringify(value);
  }
  const list = stringify([value], { collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
  return list.slice(1, -1).trim();
}

/** "key: value" in block style, each line after `indent`; ends with a newline. */
export function blockPair(key: string, value: unknown, indent: string, { indentSeq }: Style): string {
  return indented(stringify({ [key]: value }, { lineWidth: 0, indentSeq }), indent);
}

/** "- value", likewise. */
export function blockItem(value: unknown, indent: string, { indentSeq }: Style): string {
  return indented(stringify([value], { lineWidth: 0, indentSeq }), indent);
}

export function isCollection(value: unknown): value is unknown[] | Record<string, unknown> {
  return Array.isArray(value) || isRecord(value);
}

function indented(text: string, indent: string): string {
  return text.replaceAll(/^(?=.)/gm, indent);
}
