/** JSON pointers (RFC 6901). */

export function parsePointer(pointer: string): string[] {
  if (pointer === '' || pointer === '/') return [];
  return pointer
    .replace(/^\//, '')
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function formatPointer(tokens: readonly string[]): string {
  return tokens.map((token) => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What stands at a pointer, or undefined. */
export function valueAt(value: unknown, pointer: string): unknown {
  let current: unknown = value;
  for (const token of parsePointer(pointer)) {
    if (Array.isArray(current)) current = current[Number(token)];
    else if (typeof current === 'object' && current !== null) current = (current as Record<string, unknown>)[token];
    else return undefined;
  }
  return current;
}

/** The same place as a person writes it: "/spec/kafka/listeners/0/port" -> "spec.kafka.listeners[0].port". */
export function readablePath(pointer: string): string {
  let path = '';
  for (const token of parsePointer(pointer)) {
    if (/^\d+$/.test(token)) path += `[${token}]`;
    else if (/^[\w-]+$/.test(token)) path += path === '' ? token : `.${token}`;
    else path += `["${token}"]`;
  }
  return path;
}
