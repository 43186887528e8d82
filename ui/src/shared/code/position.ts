import { yamlLanguage } from '@codemirror/lang-yaml';
import type { SyntaxNode, Tree } from '@lezer/common';
import { parsePointer } from '../lib/pointer';

/** A stretch of the text, as offsets. */
export interface Range {
  from: number;
  to: number;
}

export function parse(text: string): Tree {
  return yamlLanguage.parser.parse(text);
}

/**
 * Where a JSON pointer stands in a YAML text: the key, when it has one, else the value.
 * What isn't there yields the nearest that is around it; an empty document yields its first line.
 */
export function rangeAt(text: string, pointer: string, tree: Tree = parse(text)): Range {
  let found: SyntaxNode | null = null;
  let value = content(tree.topNode);
  for (const token of parsePointer(pointer)) {
    const step: { shown: SyntaxNode; value: SyntaxNode | null } | null = value && descend(text, value, token);
    if (!step) break;
    found = step.shown;
    value = step.value;
  }
  const node = found ?? value;
  if (!node) return { from: 0, to: lineEnd(text, 0) };
  // A block's node begins with the spaces before its first key.
  const from = node.from + (/^\s*/.exec(text.slice(node.from, node.to))?.[0].length ?? 0);
  return { from, to: Math.min(node.to, lineEnd(text, from)) };
}

/** The text of the scalar at a pointer, without quotes, or nothing. */
export function scalarAt(text: string, pointer: string, tree: Tree = parse(text)): string | undefined {
  let value = content(tree.topNode);
  for (const token of parsePointer(pointer)) {
    const step: { value: SyntaxNode | null } | null = value && descend(text, value, token);
    if (!step) return undefined;
    value = step.value;
  }
  if (!value || !['Literal', 'QuotedLiteral'].includes(value.name)) return undefined;
  return unquote(text.slice(value.from, value.to));
}

function content(top: SyntaxNode): SyntaxNode | null {
  const document = top.name === 'Document' ? top : top.getChild('Document');
  return document && firstValue(document);
}

/** Skips what stands before a value: tags, anchors, comments, marks. */
function firstValue(parent: SyntaxNode): SyntaxNode | null {
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (valueNames.has(node.name)) return node;
    if (node.name === 'Tagged' || node.name === 'Anchored') return firstValue(node);
  }
  return null;
}

const valueNames = new Set(['BlockMapping', 'FlowMapping', 'BlockSequence', 'FlowSequence', 'Literal', 'QuotedLiteral', 'BlockLiteral']);

function descend(text: string, value: SyntaxNode, token: string): { shown: SyntaxNode; value: SyntaxNode | null } | null {
  if (value.name === 'BlockMapping' || value.name === 'FlowMapping') {
    for (let pair = value.firstChild; pair; pair = pair.nextSibling) {
      const key = pair.name === 'Pair' ? pair.getChild('Key') : null;
      if (key && unquote(text.slice(key.from, key.to).trim()) === token) return { shown: key, value: afterKey(pair) };
    }
    return null;
  }
  if (value.name === 'BlockSequence' || value.name === 'FlowSequence') {
    const items = children(value).filter((node) => node.name === 'Item');
    const item = items[Number(token)];
    if (!item) return null;
    const inner = firstValue(item);
    return { shown: inner ?? item, value: inner };
  }
  return null;
}

function afterKey(pair: SyntaxNode): SyntaxNode | null {
  for (let node = pair.getChild('Key')?.nextSibling ?? null; node; node = node.nextSibling) {
    if (valueNames.has(node.name)) return node;
    if (node.name === 'Tagged' || node.name === 'Anchored') return firstValue(node);
  }
  return null;
}

function children(node: SyntaxNode): SyntaxNode[] {
  const list: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) list.push(child);
  return list;
}

function unquote(text: string): string {
  if (/^".*"$/s.test(text)) {
    try {
      return JSON.parse(text) as string;
    } catch {
      return text.slice(1, -1);
    }
  }
  return /^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
