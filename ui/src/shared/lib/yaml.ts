import { isRecord } from './diff';

/** Words that YAML 1.1 or 1.2 readers would take for something other than text. */
const reserved = /^(?:true|false|yes|no|on|off|null|~|y|n)$/i;
const numeric = /^[-+]?(?:0x[\da-f]+|0o[0-7]+|(?:\d[\d_]*)?\.?\d+(?:e[-+]?\d+)?|\.inf|\.nan|\d+:\d+.*)$/i;
const plain = /^[\w./@][\w ./@:+()*=$<>;-]*$/;

/** Writes plain data as YAML, the way people write Kubernetes manifests: block style, two spaces, text quoted only where it must be. */
export function toYaml(value: unknown): string {
  if (isRecord(value) || Array.isArray(value)) {
    const lines = block(value, 0);
    return `${lines.join('\n')}\n`;
  }
  return `${scalar(value)}\n`;
}

function block(value: Record<string, unknown> | unknown[], depth: number): string[] {
  const pad = '  '.repeat(depth);
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${pad}[]`];
    return value.flatMap((item) => {
      if (!isFilled(item)) return entry(`${pad}-`, item, depth);
      const inner = block(item, depth + 1);
      return [`${pad}- ${(inner[0] ?? '').slice(pad.length + 2)}`, ...inner.slice(1)];
    });
  }
  const keys = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (keys.length === 0) return [`${pad}{}`];
  return keys.flatMap(([key, inner]) => {
    if (isFilled(inner)) return [`${pad}${quoted(key)}:`, ...block(inner, Array.isArray(inner) ? depth : depth + 1)];
    return entry(`${pad}${quoted(key)}:`, inner, depth);
  });
}

function entry(head: string, value: unknown, depth: number): string[] {
  if (typeof value === 'string' && value.includes('\n') && !/[\t\r]|^\s|\s+$(?<!\n)/.test(value)) {
    const pad = '  '.repeat(depth + 1);
    const chomp = value.endsWith('\n') ? '' : '-';
    const body = value.replace(/\n$/, '').split('\n');
    return [`${head} |${chomp}`, ...body.map((line) => (line === '' ? '' : pad + line))];
  }
  return [`${head} ${scalar(value)}`];
}

function isFilled(value: unknown): value is Record<string, unknown> | unknown[] {
  return Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;
}

function scalar(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return '{}';
}

function quoted(text: string): string {
  const safe = plain.test(text) && !reserved.test(text) && !numeric.test(text) && !/: |:$| #| $/.test(text);
  return safe ? text : JSON.stringify(text);
}
