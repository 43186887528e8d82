const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** 12345 -> "12,345". */
export function formatNumber(value: number): string {
  return integer.format(value);
}

/** Bytes in the units that Kubernetes quantities use: "512 B", "1.5 GiB". */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = '';
  for (const next of units) {
    value /= 1024;
    unit = next;
    if (Math.abs(value) < 1024) break;
  }
  return `${value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${unit}`;
}

/** A value for a person: scalars as themselves, lists joined, objects as "key: value" pairs. Never JSON. */
export function plainValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(plainValue).filter(Boolean).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${plainValue(inner)}`)
      .join(', ');
  }
  return '';
}

/** "1 topic", "2 topics". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${formatNumber(n)} ${n === 1 ? one : many}`;
}

/** "the node's id" -> "The node's id." */
export function asSentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?:]$/.test(text) || text === '' ? text : `${text}.`;
}

/** "KafkaNodePool" -> "Kafka node pool", "ScheduledSparkApplication" -> "Scheduled Spark application". */
export function kindWords(kind: string): string {
  // The one kind whose name alone says too little.
  if (kind === 'Kafka') return 'Kafka cluster';
  const words = kind.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  return words.map((word, index) => (index === 0 || properNames.has(word) ? word : word.toLowerCase())).join(' ');
}

const properNames = new Set(['Kafka', 'Spark', 'Connect']);

/** The same inside of a sentence: "scheduled Spark application". */
export function kindInSentence(kind: string): string {
  const words = kindWords(kind);
  return properNames.has(words.split(' ')[0] ?? '') ? words : words.charAt(0).toLowerCase() + words.slice(1);
}
