/** What every page's address may carry: the scope. A list of namespaces is comma separated. */
export interface ScopeSearch {
  cluster?: string | undefined;
  namespace?: string | undefined;
}

/** The filters of a list of resources, as they stand in the address. Lists are comma separated. */
export interface ListSearch extends ScopeSearch {
  q?: string | undefined;
  health?: string | undefined;
  sync?: string | undefined;
  label?: string | undefined;
  sort?: string | undefined;
  page?: string | undefined;
  cursor?: string | undefined;
}

export type TextSearch<K extends string> = Partial<Record<K, string | undefined>>;

/** Reads the named parameters of an address, when they hold text; drops the rest. The router hands in whatever the address says. */
export function textSearch<K extends string>(...keys: K[]): (input: Record<string, unknown>) => TextSearch<K> {
  return (input) => {
    const result: TextSearch<K> = {};
    for (const key of keys) {
      const value = input[key];
      if (typeof value === 'string' && value !== '') result[key] = value;
    }
    return result;
  };
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Commas, colons and slashes stay readable in addresses that people share. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') params.set(key, value);
  }
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/');
  return text === '' ? '' : `?${text}`;
}

/** "a,b" -> ["a", "b"]. */
export function splitList(value: string | undefined): string[] {
  return value ? value.split(',').filter(Boolean) : [];
}

/** ["a", "b"] -> "a,b"; nothing for an empty list, so that it leaves the address. */
export function joinList(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(',');
}

/** The list with `value` put in or taken out. */
export function toggled(list: string | undefined, value: string): string | undefined {
  const values = splitList(list);
  return joinList(values.includes(value) ? values.filter((other) => other !== value) : [...values, value]);
}

/** The sort after a click on a column: ascending, then descending, then ascending again. */
export function nextSort(current: string | undefined, column: string): string {
  return current === column ? `-${column}` : column;
}

/** Without what is undefined or empty: ready to be query parameters. */
export function compact(input: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(input).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}
