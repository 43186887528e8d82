/** One sample of Prometheus' text format. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface Family {
  type: string;
  help: string;
  samples: Sample[];
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const helpLine = new RegExp(`^# HELP (${name}) (.*)$`);
const typeLine = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram)$`);
const sampleLine = new RegExp(`^(${name})(?:\\{(.*)\\})? (\\S+)$`);
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < text.length) {
    const found = label.exec(text);
    if (!found) throw new Error(`labels that can't be read: ${text}`);
    const [, key = '', value = ''] = found;
    if (key in labels) throw new Error(`the label ${key} twice: ${text}`);
    labels[key] = value.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  }
  return labels;
}

/** Reads the text format 0.0.4 as strictly as a scraper may; throws at the first line that is not of it. */
export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let help: [string, string] | undefined;
  let current: [string, Family] | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const asHelp = helpLine.exec(line);
    if (asHelp) {
      help = [asHelp[1] ?? '', asHelp[2] ?? ''];
      continue;
    }
    const asType = typeLine.exec(line);
    if (asType) {
      const [, family = '', type = ''] = asType;
      if (families.has(family)) throw new Error(`the family ${family} twice`);
      if (help?.[0] !== family) throw new Error(`the family ${family} has no help right before its type`);
      current = [family, { type, help: help[1], samples: [] }];
      families.set(...current);
      continue;
    }
    const asSample = sampleLine.exec(line);
    if (!asSample || !current) throw new Error(`a line that is no sample: ${line}`);
    const [, sample = '', labels = '', number = ''] = asSample;
    const [family, content] = current;
    const suffix = sample.slice(family.length);
    const allowed = content.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    if (!sample.startsWith(family) || !allowed.includes(suffix)) throw new Error(`${sample} stands among the samples of ${family}`);
    const value = Number(number);
    if (Number.isNaN(value)) throw new Error(`no number: ${line}`);
    if (seen.has(`${sample}{${labels}}`)) throw new Error(`twice: ${sample}{${labels}}`);
    seen.add(`${sample}{${labels}}`);
    content.samples.push({ name: sample, labels: labelsOf(labels), value });
  }
  return families;
}
