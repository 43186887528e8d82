import type { FieldShape, KindFields } from '@/api/types';
import { isRecord } from '@/shared/lib/diff';
import { formatPointer, parsePointer } from '@/shared/lib/pointer';

/** A field that the cluster's operator knows, at its place in the document. */
export interface KnownField {
  pointer: string;
  name: string;
  shape: FieldShape;
  required: boolean;
}

/** The shape at a pointer; positions of lists stand for any item. Undefined where nothing is known. */
export function shapeAt(fields: KindFields, pointer: string): FieldShape | undefined {
  let shape = fields.shapes[0];
  for (const token of parsePointer(pointer)) {
    if (!shape) return undefined;
    const place = shape.fields[token] ?? shape.items;
    shape = place === null ? undefined : fields.shapes[place];
  }
  return shape;
}

/** Whether the operator takes a field there; what is below a place that takes anything, it does. */
export function isKnown(fields: KindFields, pointer: string): boolean {
  const tokens = parsePointer(pointer);
  if (tokens[0] === 'metadata') return true;
  for (let length = tokens.length; length > 0; length -= 1) {
    const shape = shapeAt(fields, formatPointer(tokens.slice(0, length)));
    if (shape) return length === tokens.length || takesAnything(shape);
  }
  return false;
}

export function takesAnything(shape: FieldShape): boolean {
  return shape.type === 'any' || shape.open || (shape.type === 'object' && !hasFields(shape) && shape.items === null);
}

function hasFields(shape: FieldShape): boolean {
  return Object.keys(shape.fields).length > 0;
}

/** The fields of an object in the table's order: by name. */
export function fieldsBelow(fields: KindFields, shape: FieldShape, pointer: string): KnownField[] {
  return Object.entries(shape.fields).flatMap(([name, place]) => {
    const below = fields.shapes[place];
    return below ? [{ pointer: `${pointer}${formatPointer([name])}`, name, shape: below, required: shape.required.includes(name) }] : [];
  });
}

export function itemsOf(fields: KindFields, shape: FieldShape): FieldShape | undefined {
  return shape.items === null ? undefined : fields.shapes[shape.items];
}

/** A scalar, or a list or map of scalars: what one control can edit. */
export function isLeaf(fields: KindFields, shape: FieldShape): boolean {
  const items = itemsOf(fields, shape);
  if (shape.type === 'array') return items !== undefined && items.type !== 'object' && items.type !== 'array';
  if (shape.type === 'object') return !hasFields(shape) && (takesAnything(shape) || (items !== undefined && items.type !== 'object' && items.type !== 'array'));
  return true;
}

/** "integer", "list of text", as the tree says it. */
export function typeWords(fields: KindFields, shape: FieldShape): string {
  const items = itemsOf(fields, shape);
  if (shape.type === 'array') return items ? `list of ${typeWords(fields, items)}` : 'list';
  if (shape.type === 'object') return items ? `map of ${typeWords(fields, items)}` : 'object';
  return { string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', 'integer or string': 'number or text' }[shape.type] ?? shape.type;
}

/** What a field begins as when it is added. */
export function initialOf(shape: FieldShape): unknown {
  const { limits } = shape;
  if (limits && limits.default !== null) return limits.default;
  if (limits?.values[0] !== undefined) return limits.values[0];
  switch (shape.type) {
    case 'integer':
    case 'number':
      return limits?.minimum ?? 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object':
    case 'any':
      return {};
    default:
      return '';
  }
}

const deepest = 9;

/** Fields whose name or path has all of the words, the shortest path first. Items of lists are those that the document has. */
export function searchFields(fields: KindFields, document: unknown, query: string, most = 40): KnownField[] {
  const words = query.toLowerCase().split(/[\s.]+/).filter(Boolean);
  const root = shapeAt(fields, '/spec');
  const found: KnownField[] = [];
  if (!root || words.length === 0) return found;
  let level: { shape: FieldShape; pointer: string; value: unknown }[] = [{ shape: root, pointer: '/spec', value: isRecord(document) ? document.spec : undefined }];
  for (let depth = 0; depth < deepest && level.length > 0 && found.length < most; depth += 1) {
    const next: typeof level = [];
    for (const { shape, pointer, value } of level) {
      for (const field of fieldsBelow(fields, shape, pointer)) {
        const path = field.pointer.toLowerCase();
        if (words.every((word) => path.includes(word)) && words.some((word) => field.name.toLowerCase().includes(word))) found.push(field);
        next.push({ shape: field.shape, pointer: field.pointer, value: isRecord(value) ? value[field.name] : undefined });
      }
      const items = itemsOf(fields, shape);
      if (items && hasFields(items)) {
        const entries = Array.isArray(value) ? value.map((item: unknown, index) => [String(index), item] as const) : isRecord(value) ? Object.entries(value) : [];
        for (const [key, item] of entries) next.push({ shape: items, pointer: `${pointer}${formatPointer([key])}`, value: item });
      }
    }
    level = next;
  }
  return found.slice(0, most);
}
