import type { Behaviour, Kubernetes, Scene } from '../scene';
import { group } from '../scene';
import { configMap, widget } from '../types';

interface List {
  metadata: { resourceVersion: string; continue?: string };
  items: Kubernetes[];
}

const five = (s: Scene) => s.given(s.widgets, ...['a', 'b', 'c', 'd', 'e'].map((name, at) => widget(name, { size: at + 1 }, { labels: { half: at < 3 ? 'first' : 'second', [`at-${name}`]: 'yes' } })));
const page = async (s: Scene, query: string) => (await s.get(`${s.widgets}?${query}`)).body as List;
const next = (list: List) => encodeURIComponent(list.metadata.continue ?? '');
const tableOf = (kind: string) => ({ headers: { accept: `application/json;as=${kind};v=v1;g=meta.k8s.io` } });

/** A table's cells but for the age, which is a matter of seconds, and without what describes Kubernetes' own columns: those are its handbook. */
async function table(s: Scene, path: string): Promise<void> {
  const { status, headers, body } = await s.quietly('GET', path, tableOf('Table'));
  const { rows, columnDefinitions, kind, apiVersion } = body as { rows: { cells: unknown[]; object: Kubernetes }[]; columnDefinitions: { description: string }[]; kind: string; apiVersion: string };
  const columns = path.startsWith('/api/v1') ? columnDefinitions.map((column) => ({ ...column, description: '' })) : columnDefinitions;
  s.transcript.push({ status, type: headers['content-type'], kind, apiVersion, columns, rows: rows.map(({ cells, object }) => [cells.slice(0, -1), object.kind, object.apiVersion, object.metadata.name]) });
}

export const reading: Behaviour[] = [
  { name: 'get', run: async (s) => {
    await s.given(s.widgets, widget('a', { title: 'first' }));
    await s.get(`${s.widgets}/a`);
  } },
  { name: 'get what is not there', run: async (s) => {
    await s.get(`${s.widgets}/none`);
    await s.get(`${s.configMaps}/none`);
    await s.get('/api/v1/namespaces/none');
  } },
  { name: 'get in the older version, which is deprecated', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.get(`/apis/${group}/v1beta1/namespaces/${s.namespace}/widgets/a`);
  } },
  { name: 'get by versions', run: async (s) => {
    await s.given(s.widgets, widget('a'));
    await s.get(`${s.widgets}/a?resourceVersion=0`);
    await s.get(`${s.widgets}/a?resourceVersion=1`);
    await s.get(`${s.widgets}/a?resourceVersion=abc`);
  } },
  { name: 'list nothing', run: async (s) => {
    await s.get(s.widgets);
    await s.get(s.configMaps);
    await s.get('/api/v1/namespaces/none/configmaps');
  } },
  { name: 'list all', run: async (s) => {
    await five(s);
    await s.get(s.widgets);
  } },
  { name: 'list core objects', run: async (s) => {
    await s.given(s.configMaps, configMap('a'), configMap('b'));
    await s.get(s.configMaps);
  } },
  { name: 'list in pages', run: async (s) => {
    await five(s);
    let list = await page(s, 'limit=2');
    while (list.metadata.continue) list = await page(s, `limit=2&continue=${next(list)}`);
  } },
  { name: 'pages show what was there at the first', run: async (s) => {
    await five(s);
    const first = await page(s, 'limit=2');
    await s.quietly('DELETE', `${s.widgets}/d`);
    await s.given(s.widgets, widget('f'));
    await page(s, `limit=10&continue=${next(first)}`);
    await page(s, '');
  } },
  { name: 'a limit that is exactly met', run: async (s) => {
    await five(s);
    await page(s, 'limit=5');
  } },
  { name: 'limits that are none', run: async (s) => {
    await s.get(`${s.widgets}?limit=abc`);
    await s.get(`${s.widgets}?limit=-1`);
    await s.get(`${s.widgets}?limit=0`);
  } },
  { name: 'continue tokens that are none', run: async (s) => {
    await s.get(`${s.widgets}?continue=abc`);
    await s.get(`${s.widgets}?limit=2&continue=e30`);
  } },
  { name: 'a continue token with a version beside it', run: async (s) => {
    await five(s);
    const first = await page(s, 'limit=2');
    await page(s, `limit=2&continue=${next(first)}&resourceVersion=${first.metadata.resourceVersion}`);
    await page(s, `limit=2&continue=${next(first)}&resourceVersion=0`);
    await page(s, `limit=2&continue=${next(first)}&resourceVersionMatch=Exact`);
  } },
  { name: 'pages with a selector do not count what is left', run: async (s) => {
    await five(s);
    const first = await page(s, 'limit=2&labelSelector=half%3Dfirst');
    await page(s, `limit=2&labelSelector=half%3Dfirst&continue=${next(first)}`);
  } },
  { name: 'list at least as new as', run: async (s) => {
    await five(s);
    const { metadata } = (await s.quietly('GET', s.widgets)).body as List;
    await page(s, `resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`);
    await page(s, 'resourceVersion=0');
    await page(s, 'resourceVersion=0&limit=2');
  } },
  { name: 'list exactly as of', run: async (s) => {
    await five(s);
    const { metadata } = (await s.quietly('GET', s.widgets)).body as List;
    await s.quietly('DELETE', `${s.widgets}/a`);
    await page(s, `resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=Exact`);
    await page(s, `resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=Exact&limit=2`);
    await page(s, `resourceVersion=${metadata.resourceVersion}&limit=2`);
  } },
  { name: 'list options that do not go together', run: async (s) => {
    await page(s, 'resourceVersionMatch=Exact');
    await page(s, 'resourceVersion=0&resourceVersionMatch=Exact');
    await page(s, 'resourceVersion=1&resourceVersionMatch=Newest');
    await page(s, 'resourceVersion=abc');
    await page(s, 'sendInitialEvents=true');
  } },
  { name: 'list from a version that is yet to come', run: (s) => s.get(`${s.widgets}?resourceVersion=999999999&resourceVersionMatch=NotOlderThan`) },
  { name: 'list exactly as of a version that is yet to come', run: (s) => s.get(`${s.widgets}?resourceVersion=999999999&resourceVersionMatch=Exact`) },
  { name: 'label selectors', run: async (s) => {
    await five(s);
    for (const selector of ['half=first', 'half==second', 'half!=first', 'half in (second,third)', 'half notin (first)', 'at-a', '!at-a', 'half=first,at-b', '', 'half in ()', 'half in (,first)', 'half', 'size>1', 'size<3', '!size', 'half>1']) {
      const { items } = (await s.quietly('GET', `${s.widgets}?labelSelector=${encodeURIComponent(selector)}`)).body as List;
      s.transcript.push({ selector, names: items.map(({ metadata }) => metadata.name) });
    }
  } },
  { name: 'label selectors that are none', run: async (s) => {
    for (const selector of ['a=b=c', 'in (a)', 'half in first', '=x', 'a,,b', 'a b', '-a=b', 'a=b c', ',a', 'a,', 'a in (b c)', 'a in (b', 'a in (=)', 'a=(b', '!,', 'a>b', 'a=-b', 'a in (-b,-c)', 'a/b/c', '/a', 'a.b/c=d e']) await s.get(`${s.widgets}?labelSelector=${encodeURIComponent(selector)}`);
  } },
  { name: 'field selectors', run: async (s) => {
    await five(s);
    await s.get(`${s.widgets}?fieldSelector=metadata.name%3Db`);
    await s.get(`${s.widgets}?fieldSelector=metadata.name!%3Db,metadata.namespace%3D${s.namespace}`);
  } },
  { name: 'field selectors that are none', run: async (s) => {
    await s.get(`${s.widgets}?fieldSelector=spec.size%3D1`);
    await s.get(`${s.widgets}?fieldSelector=metadata.name`);
    await s.get(`${s.configMaps}?fieldSelector=data.key%3Dvalue`);
  } },
  { name: 'tables', run: async (s) => {
    await s.given(s.widgets, widget('a', { size: 3 }));
    await table(s, s.widgets);
    await table(s, `${s.widgets}/a`);
    await s.given(s.configMaps, configMap('m'));
    await table(s, s.configMaps);
  } },
  { name: 'metadata alone', run: async (s) => {
    await s.given(s.widgets, widget('a', {}, { labels: { a: 'b' } }));
    await s.get(`${s.widgets}/a`, tableOf('PartialObjectMetadata'));
    await s.get(s.widgets, tableOf('PartialObjectMetadataList'));
  } },
];
