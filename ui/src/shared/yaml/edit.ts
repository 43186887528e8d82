import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { PatchOperation } from '@/api/types';
import { parsePointer, valueAt } from '../lib/pointer';
import { patched, splitLast } from './patch';
import { blockItem, blockPair, inline, isCollection, type Style } from './write';

/**
 * Carries a JSON patch out on a YAML text. Only the lines of what changes are written anew: comments, order and style of the rest stay to the
 * letter. What comes out is read again, and is what the patch asks for. Errors: an operation that can't be carried out.
 */
export function edit(text: string, patch: readonly PatchOperation[]): string {
  return patch.reduce(step, text);
}

function step(text: string, operation: PatchOperation): string {
  const document = parse(text);
  const wanted = patched(document.toJS(), operation);
  const edited = attempt(() => (operation.op === 'move' ? moved(text, document, operation) : changed(text, document, operation)));
  if (edited !== undefined && says(edited, wanted)) return edited;
  // A place that can't be mended line by line (in an alias, say): the document writes itself, comments and all, in its own layout.
  const whole = attempt(() => rewritten(document, operation));
  if (whole !== undefined && says(whole, wanted)) return whole;
  throw new Error(`${operation.path} can’t be changed here: change it in the YAML`);
}

function parse(text: string): Document {
  return parseDocument(text, { merge: true });
}

function attempt(make: () => string | undefined): string | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function says(text: string, wanted: unknown): boolean {
  const document = parse(text);
  return document.errors.length === 0 && JSON.stringify(sorted(document.toJS())) === JSON.stringify(sorted(wanted));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
}

function rewritten(document: Document, { op, path, from, value }: PatchOperation): string {
  const tokens = parsePointer(path);
  const value_ = op === 'move' ? valueAt(document.toJS(), from ?? '') : value;
  if (op === 'remove') document.deleteIn(tokens);
  if (op === 'move') document.deleteIn(parsePointer(from ?? ''));
  if (op !== 'remove') document.setIn(tokens, document.createNode(value_));
  return document.toString({ lineWidth: 0 });
}

/** A field that only gets another name keeps its value's text. */
function moved(text: string, document: Document, { path, ...operation }: PatchOperation): string | undefined {
  const from = operation.from ?? '';
  const source = splitLast(from);
  const target = splitLast(path);
  const holder = nodeAt(document, source.above);
  if (source.above === target.above && isMap(holder)) {
    const { key } = pairOf(holder, source.name);
    const [start, end] = rangeOf(key as Node);
    return splice(text, start, end, inline(target.name));
  }
  const value = valueAt(document.toJS(), from);
  return edit(text, [
    { op: 'remove', path: from },
    { op: 'add', path, value },
  ]);
}

function changed(text: string, document: Document, { op, path, value }: PatchOperation): string | undefined {
  const { above, name } = splitLast(path);
  const holder = nodeAt(document, above);
  const style = styleOf(text, document);
  if (isSeq(holder)) {
    if (op === 'remove') return withoutItem(text, holder, Number(name));
    if (op === 'replace') return withItem(text, holder, Number(name), value, style);
    return withNewItem(text, holder, name === '-' ? holder.items.length : Number(name), value, style, keyColumn(text, document, above));
  }
  if (isMap(holder) && (holder.items.length > 0 || above === '')) {
    if (op === 'remove') return withoutPair(text, holder, name);
    return holder.has(name) ? withValue(text, holder, name, value, style) : withNewPair(text, holder, name, value, style);
  }
  // "config:" and "config: {}" hold nothing yet: they become what holds the new field.
  if (op === 'add' && !Number.isInteger(Number(name))) return changed(text, document, { op: 'replace', path: above, value: { [name]: value } });
  return undefined;
}

function withValue(text: string, holder: YAMLMap, name: string, value: unknown, style: Style): string | undefined {
  const pair = pairOf(holder, name);
  const old = pair.value as Node | null;
  if (isAlias(old)) return undefined;
  if (isFlow(holder) || !isCollection(value) || isEmpty(value)) return withText(text, pair, inline(value, isScalar(old) ? old.type : undefined));
  if (isFlowCollection(old) && !isEmptyNode(old)) return withText(text, pair, inline(value));
  // Another block: what stands behind the key on its line, a comment perhaps, stays there when there was no value.
  const [start] = rangeOf(pair.key as Node);
  const indent = ' '.repeat(column(text, start));
  const body = blockPair(name, value, indent, style).slice(indent.length);
  return splice(text, start, endOfPair(text, pair), body.replace(/\n$/, ''), true);
}

/** The value's own text is replaced, and nothing around it. */
function withText(text: string, pair: Pair, written: string): string | undefined {
  const value = pair.value as Node | null;
  const [, keyEnd] = rangeOf(pair.key as Node);
  if (value === null || (isScalar(value) && value.range?.[0] === value.range?.[1])) {
    const colon = text.indexOf(':', keyEnd);
    return colon < 0 ? undefined : splice(text, colon + 1, colon + 1, ` ${written}`);
  }
  const [start, end] = rangeOf(value);
  if (isBlockCollection(value)) {
    const colon = text.indexOf(':', keyEnd);
    return splice(text, colon + 1, contentEnd(value), ` ${written}`, true);
  }
  return splice(text, start, end, written, true);
}

function withNewPair(text: string, holder: YAMLMap, name: string, value: unknown, style: Style): string | undefined {
  const last = holder.items.at(-1);
  if (!last) return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${blockPair(name, value, '', style)}`;
  if (isFlow(holder)) {
    const end = contentEnd((last.value ?? last.key) as Node);
    return splice(text, end, end, `, ${inline(name)}: ${inline(value)}`);
  }
  const indent = ' '.repeat(column(text, rangeOf(last.key as Node)[0]));
  return insertLines(text, endOfLine(text, endOfPair(text, last)), blockPair(name, value, indent, style));
}

function withoutPair(text: string, holder: YAMLMap, name: string): string | undefined {
  const index = holder.items.findIndex((each) => keyOf(each) === name);
  const pair = holder.items[index];
  if (!pair) return undefined;
  if (holder.items.length === 1) return emptied(text, holder, '{}');
  const [start] = rangeOf(pair.key as Node);
  const next = holder.items[index + 1];
  if (isFlow(holder)) return withoutFlowItem(text, start, endOfPair(text, pair), next && rangeOf(next.key as Node)[0]);
  const lineStart = startOfLine(text, start);
  if (text.slice(lineStart, start).trim() === '') return splice(text, lineStart, endOfLine(text, endOfPair(text, pair)), '');
  // "- name: x": the next key takes its place behind the dash.
  return next && splice(text, start, rangeOf(next.key as Node)[0], '');
}

function withItem(text: string, list: YAMLSeq, index: number, value: unknown, style: Style): string | undefined {
  const item = list.items[index] as Node | undefined;
  if (!item || isAlias(item)) return undefined;
  const [start, end] = rangeOf(item);
  if (isFlow(list) || (!isCollection(value) && isScalar(item))) return splice(text, start, end, inline(value, isScalar(item) ? item.type : undefined), true);
  const dash = dashOf(text, list, item);
  const body = blockItem(value, ' '.repeat(column(text, dash)), style).trimStart();
  return splice(text, dash, contentEnd(item), body.replace(/\n$/, ''), true);
}

function withNewItem(text: string, list: YAMLSeq, index: number, value: unknown, style: Style, keyAt: number | undefined): string | undefined {
  const last = list.items.at(-1) as Node | undefined;
  if (!last) {
    const [start, end] = rangeOf(list);
    if (keyAt === undefined) return splice(text, start, end, `[${inline(value)}]`);
    // "roles: []" becomes a block, as lists of manifests are.
    const colon = text.slice(0, start).trimEnd().length;
    const indent = ' '.repeat(keyAt + (style.indentSeq ? 2 : 0));
    const behind = text.slice(end, endOfLine(text, end));
    return `${text.slice(0, colon)}${behind.trim() === '' ? '' : ` ${behind.trim()}`}\n${blockItem(value, indent, style)}${text.slice(endOfLine(text, end))}`;
  }
  const next = list.items[index] as Node | undefined;
  if (isFlow(list)) {
    if (next) return splice(text, rangeOf(next)[0], rangeOf(next)[0], `${inline(value)}, `);
    return splice(text, contentEnd(last), contentEnd(last), `, ${inline(value)}`);
  }
  const indent = ' '.repeat(column(text, rangeOf(list)[0]));
  const written = blockItem(value, indent, style);
  if (!next) return insertLines(text, endOfLine(text, contentEnd(last)), written);
  const dash = dashOf(text, list, next);
  // The first dash may stand behind another one: "- - a".
  return text.slice(startOfLine(text, dash), dash).trim() === '' ? splice(text, startOfLine(text, dash), startOfLine(text, dash), written) : undefined;
}

function withoutItem(text: string, list: YAMLSeq, index: number): string | undefined {
  const item = list.items[index] as Node | undefined;
  if (!item) return undefined;
  if (list.items.length === 1) return emptied(text, list, '[]');
  const next = list.items[index + 1] as Node | undefined;
  if (isFlow(list)) return withoutFlowItem(text, rangeOf(item)[0], contentEnd(item), next && rangeOf(next)[0]);
  const lineStart = startOfLine(text, dashOf(text, list, item));
  return text.slice(lineStart, dashOf(text, list, item)).trim() === '' ? splice(text, lineStart, endOfLine(text, contentEnd(item)), '') : undefined;
}

function withoutFlowItem(text: string, start: number, end: number, next: number | undefined): string {
  if (next !== undefined) return splice(text, start, next, '');
  return splice(text, text.slice(0, start).lastIndexOf(','), end, '');
}

/** A collection without its last member stays, as "{}" or "[]". */
function emptied(text: string, collection: YAMLMap | YAMLSeq, written: string): string {
  const [start] = rangeOf(collection);
  if (isFlow(collection)) return splice(text, start, contentEnd(collection), written);
  const before = text.slice(0, start).trimEnd();
  return splice(text, before.length, contentEnd(collection), before.endsWith(':') || before.endsWith('-') ? ` ${written}` : written, true);
}

// Where things stand.

function nodeAt(document: Document, pointer: string): unknown {
  return pointer === '' ? document.contents : document.getIn(parsePointer(pointer), true);
}

function pairOf(holder: YAMLMap, name: string): Pair {
  const pair = holder.items.find((each) => keyOf(each) === name);
  if (!pair) throw new Error(`there is no ${name}`);
  return pair;
}

function keyOf(pair: unknown): string {
  if (!isPair(pair)) return '';
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function rangeOf(node: Node): [number, number] {
  if (!node.range) throw new Error('the node has no place in the text');
  return [node.range[0], node.range[1]];
}

function isFlow(collection: YAMLMap | YAMLSeq): boolean {
  return collection.flow === true;
}

function isFlowCollection(node: unknown): node is YAMLMap | YAMLSeq {
  return (isMap(node) || isSeq(node)) && isFlow(node);
}

function isBlockCollection(node: unknown): node is YAMLMap | YAMLSeq {
  return (isMap(node) || isSeq(node)) && !isFlow(node);
}

function isEmptyNode(node: YAMLMap | YAMLSeq): boolean {
  return node.items.length === 0;
}

function isEmpty(value: unknown[] | Record<string, unknown>): boolean {
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** Where the text of a value ends, without comments and blank lines behind it. */
function contentEnd(node: Node): number {
  if (isBlockCollection(node)) {
    const last = node.items.at(-1);
    if (isPair(last)) return contentEnd((isEmptyScalar(last.value) ? last.key : last.value) as Node);
    if (last) return contentEnd(last as Node);
  }
  return rangeOf(node)[1];
}

function isEmptyScalar(value: unknown): boolean {
  return value === null || (isScalar(value) && value.range?.[0] === value.range?.[1]);
}

function endOfPair(text: string, pair: Pair): number {
  if (!isEmptyScalar(pair.value)) return contentEnd(pair.value as Node);
  return text.indexOf(':', rangeOf(pair.key as Node)[1]) + 1;
}

/** The dash before an item of a block list: all stand in one column. */
function dashOf(text: string, list: YAMLSeq, item: Node): number {
  const [first] = rangeOf(list);
  const at = column(text, first);
  for (let start = startOfLine(text, rangeOf(item)[0]); start >= startOfLine(text, first); start = startOfLine(text, start - 1)) {
    if (text[start + at] === '-' && (start + at === first || text.slice(start, start + at).trim() === '')) return start + at;
    if (start === 0) break;
  }
  return first;
}

/** The column of the key that holds what is at a pointer; nothing within lists and flow collections. */
function keyColumn(text: string, document: Document, pointer: string): number | undefined {
  const { above, name } = splitLast(pointer);
  const holder = nodeAt(document, above);
  return isMap(holder) && !isFlow(holder) ? column(text, rangeOf(pairOf(holder, name).key as Node)[0]) : undefined;
}

function styleOf(text: string, document: Document): Style {
  let indentSeq = true;
  visit(document, {
    Pair: (_, pair) => {
      if (!isSeq(pair.value) || isFlow(pair.value) || pair.value.items.length === 0) return undefined;
      indentSeq = column(text, rangeOf(pair.value)[0]) > column(text, rangeOf(pair.key as Node)[0]);
      return visit.BREAK;
    },
  });
  return { indentSeq };
}

function column(text: string, offset: number): number {
  return offset - startOfLine(text, offset);
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset behind the line's newline; one that is behind a newline already stays. */
function endOfLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

function insertLines(text: string, at: number, lines: string): string {
  const needsNewline = at > 0 && text[at - 1] !== '\n';
  return splice(text, at, at, needsNewline ? `\n${lines}` : lines);
}

/** `keepsLine`: a block text ends with its newline, which is not part of what replaces it. */
function splice(text: string, from: number, to: number, written: string, keepsLine = false): string {
  const newline = keepsLine && to > from && text[to - 1] === '\n' ? '\n' : '';
  return text.slice(0, from) + written + newline + text.slice(to);
}
