import type { IncomingHttpHeaders } from 'node:http';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const time = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g;

/** Numbers of the server's own count in its messages. */
const counts: [RegExp, string][] = [
  [/Too large resource version: \d+, current: \d+/g, 'Too large resource version: <asked>, current: <current>'],
  [/too old resource version: \d+ \(\d+\)/g, 'too old resource version: <asked> (<oldest>)'],
  [/("resourceVersion\\?":\\?")\d+/g, '$1<version>'],
  [/(the ResourceVersion in the precondition \()\d+(\) does not match the ResourceVersion in record \()\d+/g, '$1<asked>$2<current>'],
];

/** What a client acts on. The others differ between any two servers: dates, lengths, the ids of flow schemas. */
const headersThatMatter = ['content-type', 'cache-control', 'warning', 'retry-after', 'www-authenticate', 'allow', 'location'];

type Json = Record<string, unknown>;

/**
 * Takes out of answers what must differ between two servers, and nothing else: times, uids, resourceVersions and continue tokens. Which of
 * them are the same stays visible: the first uid becomes "uid 1" wherever it appears, the next "uid 2". One for each case and server.
 */
export class Normaliser {
  private readonly uids = new Map<string, string>();
  private readonly versions = new Map<string, string>();

  constructor(private readonly address: string) {}

  headers(headers: IncomingHttpHeaders): Json {
    const kept: Json = {};
    for (const name of headersThatMatter) {
      if (headers[name] !== undefined) kept[name] = headers[name];
    }
    kept['audit-id'] = headers['audit-id'] === undefined ? 'absent' : 'present';
    return kept;
  }

  body(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.body(item));
    if (typeof value !== 'object' || value === null) return value;
    const isList = 'items' in value || 'rows' in value;
    const isBookmark = 'type' in value && value.type === 'BOOKMARK';
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => {
        if (key === 'metadata' && isList) return [key, this.listMetadata(member as Json)];
        if (key === 'object' && isBookmark) return [key, this.bookmark(member as Json)];
        if (key === 'resourceVersion' && typeof member === 'string') return [key, this.symbol(this.versions, 'version', member)];
        // Conflicts come manager by manager, in no order.
        if (key === 'causes' && Array.isArray(member)) return [key, this.body(member.toSorted((a: Json, b: Json) => String(a.field).localeCompare(String(b.field))))];
        if (key === 'name' && typeof member === 'string') return [key, this.text(member.replace(/^(generated-)[a-z0-9]{5}$/, '$1<suffix>'))];
        return [key, this.body(member)];
      }),
    );
  }

  /** A list's own version is the server's: it counts other traffic too. */
  private listMetadata(metadata: Json): unknown {
    const shown: Json = { ...metadata, resourceVersion: typeof metadata.resourceVersion === 'string' ? '<version>' : metadata.resourceVersion };
    if (metadata.continue) shown.continue = '<continue>';
    return shown;
  }

  private bookmark(object: Json): unknown {
    const metadata = object.metadata as Json;
    return { ...object, metadata: { ...metadata, resourceVersion: typeof metadata.resourceVersion === 'string' ? '<version>' : metadata.resourceVersion } };
  }

  private text(text: string): string {
    let out = text.replaceAll(this.address, '<server>').replace(uuid, (uid) => this.symbol(this.uids, 'uid', uid)).replace(time, '<time>');
    for (const [pattern, replacement] of counts) out = out.replace(pattern, replacement);
    return out;
  }

  private symbol(known: Map<string, string>, word: string, value: string): string {
    if (value === '' || value === '0') return value;
    const symbol = known.get(value) ?? `${word} ${known.size + 1}`;
    known.set(value, symbol);
    return symbol;
  }
}
