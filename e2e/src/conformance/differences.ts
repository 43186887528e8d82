/** Where two transcripts differ, a line each: "[1].body.message: Kubernetes ..., the sandbox ...". Empty when they are the same. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  if (isBranch(expected) && isBranch(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    const step = (key: string) => (Array.isArray(expected) ? `${path}[${key}]` : path ? `${path}.${key}` : key);
    return [...keys].flatMap((key) => differences((expected as Branch)[key], (actual as Branch)[key], step(key)));
  }
  return Object.is(expected, actual) ? [] : [`${path}: Kubernetes ${shown(expected)}, the sandbox ${shown(actual)}`];
}

type Branch = Record<string, unknown>;

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 700 ? `${text.slice(0, 700)} ...` : text;
}
